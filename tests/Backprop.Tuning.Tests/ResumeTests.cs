namespace Backprop.Tuning.Tests;

/// <summary>An interrupted search goes on to the same trials and the same model.</summary>
public sealed class ResumeTests
{
    private static readonly DataSplit Parts = TableData.Open(TestFiles.Penguins, "species").Split(seed: 1);

    // Rungs at 1, 3 and 9 epochs: some of these trials are pruned.
    private static Tuner Search => new() { Trainer = new() { Epochs = 9, Threads = 1, BatchSize = 32 }, Trials = 8 };

    private static (string Log, byte[] Model) Run(Tuner tuner)
    {
        var log = Path.Combine(Folder(), "trials.jsonl");
        var result = (tuner with { Log = log }).Run(Networks.Dense(8), Parts.Train, Parts.Validation!);
        return (File.ReadAllText(log), TestFiles.Bytes(result.Model!));
    }

    private static string Folder() => Directory.CreateTempSubdirectory("backprop").FullName;

    private static CheckpointSettings Into(string folder, bool resume) => new() { Folder = folder, EverySteps = 3, Resume = resume };

    /// <summary>Ends a search after so many events, as a power cut would.</summary>
    private static bool Interrupt(string folder, int events)
    {
        void Count()
        {
            if (--events == 0)
                throw new TimeoutException();
        }

        var tuner = Search with
        {
            Checkpoints = Into(folder, resume: true),
            OnEvent = _ => Count(),
            Trainer = Search.Trainer with { OnEvent = e => { if (e is StepEnded or EpochEnded or TrainingStarted or CheckpointSaved) Count(); } },
        };
        try
        {
            Run(tuner);
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    [Fact]
    public void A_search_interrupted_anywhere_goes_on_to_the_same_trials_and_the_same_model()
    {
        var whole = Run(Search);
        Assert.Contains("pruned", whole.Log, StringComparison.Ordinal);
        for (var events = 1; events < 900; events = (events * 3 / 2) + 1)
        {
            var folder = Folder();
            var interrupted = Interrupt(folder, events) && Interrupt(folder, 40);
            Assert.True(interrupted || events > 300);
            var (log, model) = Run(Search with { Checkpoints = Into(folder, resume: true) });
            Assert.Equal(whole.Log, log);
            Assert.Equal(whole.Model, model);
            Assert.Empty(Directory.EnumerateDirectories(folder));
        }
    }

    [Fact]
    public void A_search_that_was_done_can_be_given_more_trials()
    {
        var folder = Folder();
        Run(Search with { Trials = 3, Checkpoints = Into(folder, resume: false) });
        var tried = 0;
        var more = Run(Search with
        {
            Checkpoints = Into(folder, resume: true),
            OnEvent = e => tried += e is StudyEvent.TrialStarted ? 1 : 0,
        });
        Assert.Equal(5, tried);
        var whole = Run(Search);
        Assert.Equal(whole.Log, more.Log);
        Assert.Equal(whole.Model, more.Model);
    }

    [Fact]
    public void Another_search_a_damaged_file_and_a_folder_in_use_are_refused()
    {
        var folder = Folder();
        Run(Search with { Trials = 2, Checkpoints = Into(folder, resume: false) });
        var resuming = Search with { Checkpoints = Into(folder, resume: true) };
        Assert.Contains("--resume", Assert.Throws<FileException>(() => Run(Search with { Checkpoints = Into(folder, resume: false) })).Message, StringComparison.Ordinal);
        Assert.Contains("metric: loss then, accuracy now", Assert.Throws<SettingsException>(() => Run(resuming with { Metric = "accuracy" })).Message, StringComparison.Ordinal);
        Assert.Contains("seed: 1 then, 2 now", Assert.Throws<SettingsException>(() => Run(resuming with { Trainer = resuming.Trainer with { Seed = 2 } })).Message, StringComparison.Ordinal);
        Assert.Contains("pruner: ", Assert.Throws<SettingsException>(() => Run(resuming with { Pruner = new NoPruner() })).Message, StringComparison.Ordinal);

        using (new FolderLock(folder))
            Assert.Contains("in use", Assert.Throws<FileException>(() => Run(resuming)).Message, StringComparison.Ordinal);

        var study = Path.Combine(folder, "study.json");
        var text = File.ReadAllText(study);
        for (var i = 0; i < text.Length; i += 61)
        {
            File.WriteAllText(study, text[..i] + (char)(text[i] ^ 1) + text[(i + 1)..]);
            Assert.Throws<FileException>(() => Run(resuming));
        }

        File.WriteAllText(study, text);
        Run(resuming with { Trials = 2 });
    }
}
