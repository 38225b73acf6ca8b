namespace Backprop.Tests;

/// <summary>An interrupted run goes on to the same bits; what is damaged or belongs to another run is told and not used.</summary>
public sealed class CheckpointTests
{
    private static readonly DenseNetwork Design = Networks.Dense(12, 8) with { Dropout = 0.2, Normalization = "batch" };

    private static DataSplit Rows(int seed = 1) => TableData.Open(TestFiles.Example("penguins.csv"), target: "species").Split(0.2, 0.2, (ulong)seed);

    private static Trainer Usual => new() { Epochs = 4, BatchSize = 32, Patience = 0 };

    private static byte[] Train(Trainer trainer, NetworkDesign? design = null, DataSplit? rows = null, CancellationToken cancel = default)
    {
        rows ??= Rows();
        var path = TestFiles.Model();
        trainer.Fit(design ?? Design, rows.Train, rows.Validation, cancel).Save(path);
        return File.ReadAllBytes(path);
    }

    private static CheckpointSettings Into(string folder, int every = 1, bool resume = false) => new() { Folder = folder, EverySteps = every, Resume = resume };

    /// <summary>Ends a run right after an update, as a power cut would.</summary>
    private static void Interrupt(Trainer trainer, int step, NetworkDesign? design = null) =>
        Assert.Throws<TimeoutException>(() => Train(trainer with
        {
            OnEvent = e =>
            {
                if (e is StepEnded ended && ended.Step == step)
                    throw new TimeoutException();
            },
        }, design));

    private static string[] Files(string folder) => [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Where(f => f != ".lock").Order(StringComparer.Ordinal)];

    public static TheoryData<string, Trainer> Runs()
    {
        var runs = new TheoryData<string, Trainer>();
        foreach (var optimizer in Engine.OptimizerRegistry.All.Names)
            runs.Add(optimizer, Usual with { Optimizer = optimizer });
        runs.Add("running mean", Usual with { AverageDecay = 0.9 });
        runs.Add("accumulated", Usual with { Accumulate = 3, ClipNorm = 0.5 });
        runs.Add("plateau", Usual with { Schedule = "plateau", Optimizer = "sgd", Momentum = 0.9 });
        runs.Add("one-cycle", Usual with { Schedule = "one_cycle", WarmUpSteps = 3 });
        runs.Add("not captured", Usual with { Capture = false });
        runs.Add("few steps", Usual with { Steps = 17 });
        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public void A_run_interrupted_at_any_step_goes_on_to_the_same_bits(string name, Trainer trainer)
    {
        Assert.NotEmpty(name);
        var steps = 0;
        var whole = Train(trainer with { OnEvent = e => steps = e is StepEnded s ? s.Step : steps });
        foreach (var step in new[] { 1, 2, steps / 2, steps - 1, steps }.Distinct())
        {
            var folder = TestFiles.Folder();
            Interrupt(trainer with { Checkpoints = Into(folder) }, step);
            // With other threads, and interrupted once more.
            if (step + 2 < steps)
                Interrupt(trainer with { Checkpoints = Into(folder, resume: true), Threads = 3 }, step + 2);
            Assert.Equal(whole, Train(trainer with { Checkpoints = Into(folder, resume: true), Threads = 1 }));
        }
    }

    [Fact]
    public void A_cancelled_run_goes_on_where_it_was()
    {
        var whole = Train(Usual);
        for (var step = 1; step < 20; step += 6)
        {
            var folder = TestFiles.Folder();
            using var cancel = new CancellationTokenSource();
            var at = step;
            // Too seldom for a checkpoint of its own accord: it is written because the run was asked to stop.
            var trainer = Usual with { Checkpoints = Into(folder, every: 1000), OnEvent = e => { if (e is StepEnded s && s.Step == at) cancel.Cancel(); } };
            Train(trainer, cancel: cancel.Token);
            Assert.Equal([$"checkpoint-{step:D10}.safetensors"], Files(folder).Where(f => f.StartsWith("checkpoint", StringComparison.Ordinal)));
            Assert.Equal(whole, Train(Usual with { Checkpoints = Into(folder, resume: true) }));
        }
    }

    [Fact]
    public void The_newest_and_the_best_are_kept_and_the_best_is_a_model()
    {
        var folder = TestFiles.Folder();
        Train(Usual with { Checkpoints = Into(folder, every: 7) with { Keep = 3 } });
        Assert.Equal(["best.safetensors", "checkpoint-0000000014.safetensors", "checkpoint-0000000021.safetensors", "checkpoint-0000000028.safetensors"], Files(folder).TakeLast(4));
        var best = Model.Load(Path.Combine(folder, "best.safetensors"));
        Assert.Equal(3, best.Record.History.Count);
        Assert.True(best.Evaluate(Rows().Test!).Metrics["loss"] > 0);
    }

    [Fact]
    public void The_time_between_checkpoints_is_kept_to()
    {
        var folder = TestFiles.Folder();
        var saved = 0;
        Train(Usual with { Checkpoints = new() { Folder = folder, EveryTime = TimeSpan.FromDays(1) }, OnEvent = e => saved += e is CheckpointSaved ? 1 : 0 });
        Assert.Equal(0, saved);
        Train(Usual with { Checkpoints = new() { Folder = folder, EveryTime = TimeSpan.FromTicks(1) }, OnEvent = e => saved += e is CheckpointSaved ? 1 : 0 });
        Assert.True(saved > 10);
    }

    [Fact]
    public void A_damaged_checkpoint_is_told_and_the_one_before_it_used()
    {
        var whole = Train(Usual);
        var folder = TestFiles.Folder();
        Interrupt(Usual with { Checkpoints = Into(folder) }, 11);
        var newest = Path.Combine(folder, "checkpoint-0000000010.safetensors");
        var bytes = File.ReadAllBytes(newest);
        for (var i = 0; i < bytes.Length; i += Math.Max(1, bytes.Length / 150))
        {
            var altered = (byte[])bytes.Clone();
            altered[i] ^= (byte)(1 << (i % 8));
            Check(altered);
        }

        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 20))
            Check(bytes[..length]);

        void Check(byte[] damaged)
        {
            var copy = TestFiles.Folder();
            foreach (var file in Files(folder))
                File.Copy(Path.Combine(folder, file), Path.Combine(copy, file));
            File.WriteAllBytes(Path.Combine(copy, Path.GetFileName(newest)), damaged);
            ResumePoint? resumed = null;
            var model = Train(Usual with { Checkpoints = Into(copy, every: 1000, resume: true), OnEvent = e => resumed = (e as TrainingStarted)?.Resumed ?? resumed });
            Assert.Equal(9, resumed!.Step);
            Assert.Contains("checkpoint-0000000010.safetensors", Assert.Single(resumed.Damaged), StringComparison.Ordinal);
            Assert.Contains("checkpoint-0000000010.safetensors.damaged", Files(copy));
            Assert.Equal(whole, model);
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public void Without_a_whole_checkpoint_nothing_is_begun_anew_unseen()
    {
        var folder = TestFiles.Folder();
        Interrupt(Usual with { Checkpoints = Into(folder) }, 3);
        foreach (var file in Files(folder))
            File.WriteAllBytes(Path.Combine(folder, file), [1, 2, 3]);
        var error = Assert.Throws<FileException>(() => Train(Usual with { Checkpoints = Into(folder, resume: true) }));
        Assert.Contains("none of the checkpoints", error.Message, StringComparison.Ordinal);
        Assert.Equal(Train(Usual), Train(Usual with { Checkpoints = Into(TestFiles.Folder(), resume: true) }));
    }

    [Fact]
    public void A_folder_with_checkpoints_is_not_written_over_and_one_in_use_is_left_alone()
    {
        var folder = TestFiles.Folder();
        Interrupt(Usual with { Checkpoints = Into(folder) }, 3);
        var error = Assert.Throws<FileException>(() => Train(Usual with { Checkpoints = Into(folder) }));
        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
        Train(Usual with
        {
            Checkpoints = Into(folder, resume: true),
            OnEvent = e =>
            {
                if (e is TrainingStarted)
                    Assert.Contains("another run", Assert.Throws<FileException>(() => Train(Usual with { Checkpoints = Into(folder, resume: true) })).Message, StringComparison.Ordinal);
            },
        });
    }

    [Fact]
    public void Another_run_is_refused_with_the_difference_named()
    {
        var folder = TestFiles.Folder();
        Interrupt(Usual with { Checkpoints = Into(folder) }, 3);
        var resuming = Usual with { Checkpoints = Into(folder, resume: true) };
        Refused("learning rate: not set then, 0.02 now", resuming with { LearningRate = 0.02 });
        Refused("seed: 1 then, 2 now", resuming with { Seed = 2 });
        Refused("epochs: 4 then, 5 now", resuming with { Epochs = 5 });
        Refused("network: ", resuming, Networks.Dense(12, 9));
        Refused("training rows: ", resuming, rows: Rows(2));
        Refused("validation rows: ", resuming, rows: Rows() with { Validation = null });
        Assert.Equal(Train(Usual), Train(resuming));

        static void Refused(string difference, Trainer trainer, NetworkDesign? design = null, DataSplit? rows = null) =>
            Assert.Contains(difference, Assert.Throws<SettingsException>(() => Train(trainer, design, rows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_told_and_training_goes_on()
    {
        var folder = TestFiles.Folder();
        var problems = new List<string?>();
        var trainer = Usual with
        {
            Checkpoints = Into(folder, every: 5),
            OnEvent = e =>
            {
                // Where the second one goes, something stands in the way.
                if (e is TrainingStarted)
                    Directory.CreateDirectory(Path.Combine(folder, "checkpoint-0000000010.safetensors"));
                if (e is CheckpointSaved saved)
                    problems.Add(saved.Problem);
            },
        };
        Assert.Equal(Train(Usual), Train(trainer));
        Assert.Contains("is a folder", Assert.Single(problems, p => p is not null), StringComparison.Ordinal);
        Assert.True(problems.Count > 3);
    }
}
