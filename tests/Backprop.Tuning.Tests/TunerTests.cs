namespace Backprop.Tuning.Tests;

public class TunerTests
{
    private static readonly DataSplit Parts = TableData.Open(TestFiles.Penguins, "species").Split(seed: 1);

    private static Tuner Small => new() { Trainer = new() { Epochs = 20, Threads = 1 }, Trials = 6 };

    [Fact]
    public void A_learning_rate_of_ten_is_repaired()
    {
        var tuner = Small with { Trainer = new() { Epochs = 30, LearningRate = 10, Threads = 1 }, Trials = 12 };
        var result = tuner.Run(Networks.Dense(64, 32), Parts.Train, Parts.Validation!);
        Assert.Equal("10", result.Trials[0].Settings["learning-rate"]);
        Assert.True(result.Best!.Number > 1);
        Assert.True(result.Model!.Evaluate(Parts.Test!).Metrics["accuracy"] >= 0.95, result.Model.Evaluate(Parts.Test!).ToString());
    }

    [Fact]
    public void The_same_seed_gives_the_same_trials_and_the_same_model_bytes_and_the_settings_give_them_again()
    {
        var log = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "trials.jsonl");
        try
        {
            var first = (Small with { Log = log }).Run(Networks.Dense(16), Parts.Train, Parts.Validation!);
            var text = File.ReadAllText(log);
            File.Delete(log);
            var second = (Small with { Log = log, Trainer = Small.Trainer with { Threads = 2 } }).Run(Networks.Dense(16), Parts.Train, Parts.Validation!);
            Assert.Equal(text, File.ReadAllText(log));
            Assert.Equal(6, text.TrimEnd().Split('\n').Length);
            Assert.Equal(first.Best!.Number, second.Best!.Number);
            var bytes = TestFiles.Bytes(first.Model!);
            Assert.Equal(bytes, TestFiles.Bytes(second.Model!));

            var (network, trainer, _) = first.Settings!;
            Assert.Equal(bytes, TestFiles.Bytes(trainer.Fit(network, Parts.Train, Parts.Validation)));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(log)!, true);
        }
    }

    [Fact]
    public void The_first_trial_is_the_start_itself_with_what_its_defaults_decided()
    {
        var result = (Small with { Trials = 1 }).Run(Networks.Dense(8), Parts.Train, Parts.Validation!);
        var trial = Assert.Single(result.Trials);
        Assert.Equal(["0.003", "32", "20", "8", "0", "auto"], trial.Settings.Values);
        Assert.Equal(TestFiles.Bytes(Small.Trainer.Fit(Networks.Dense(8), Parts.Train, Parts.Validation)), TestFiles.Bytes(result.Model!));
        Assert.Same(result.Model, result.StartModel);
    }

    [Fact]
    public void A_metric_by_name_decides()
    {
        var result = (Small with { Metric = "accuracy" }).Run(Networks.Dense(8), Parts.Train, Parts.Validation!);
        Assert.Equal(result.Trials.Where(t => t.State == TrialState.Complete).Max(t => t.Value), result.Best!.Value);
        Assert.Equal(result.Best.Value, result.Model!.Evaluate(Parts.Validation!).Metrics["accuracy"]);
        Assert.Throws<SettingsException>(() => (Small with { Metric = "acuracy" }).Run(Networks.Dense(8), Parts.Train, Parts.Validation!));
        Assert.Throws<SettingsException>(() => (Small with { Metric = "r2" }).Run(Networks.Dense(8), Parts.Train, Parts.Validation!));
    }

    [Fact]
    public void Cancelled_in_the_third_trial_the_better_of_the_first_two_is_kept()
    {
        using var cancel = new CancellationTokenSource();
        var tuner = Small with { OnEvent = e => { if (e is StudyEvent.TrialEpoch { Number: 3, Epoch: 2 }) cancel.Cancel(); }, Pruner = new NoPruner() };
        var result = tuner.Run(Networks.Dense(8), Parts.Train, Parts.Validation!, cancel.Token);
        Assert.Equal(StudyEnd.Cancelled, result.End);
        Assert.Equal([TrialState.Complete, TrialState.Complete, TrialState.Interrupted], result.Trials.Select(t => t.State));
        Assert.Equal(Math.Min(result.Trials[0].Value!.Value, result.Trials[1].Value!.Value), result.Model!.Record.History[result.Best!.BestEpoch - 1].ValidationLoss);
    }

    [Fact]
    public void A_trial_that_diverges_is_a_failed_trial()
    {
        // Gradient descent this bold leaves the range of numbers at once.
        var start = new Trainer { Epochs = 10, LearningRate = 1e30, Optimizer = "sgd", Threads = 1 };
        var result = (Small with { Trainer = start, Trials = 5 }).Run(Networks.Dense(8), Parts.Train, Parts.Validation!);
        Assert.Equal(TrialState.Failed, result.Trials[0].State);
        Assert.Contains("diverged", result.Trials[0].Problem);
        Assert.NotNull(result.Model);
        Assert.Null(result.StartModel);
    }

    [Fact]
    public void What_is_searched_can_be_named_and_a_time_limit_stops()
    {
        var start = new TuningStart(Networks.Dense(8), Small.Trainer, Parts.Train.Count);
        var tuner = Small with { Space = TunableSettings.Space(start, ["learning-rate=0.003..0.03", "layers=8|16"]), Sampler = Tuner.GridFor(Small.Trainer, 2), Trials = 100 };
        var result = tuner.Run(start.Network, Parts.Train, Parts.Validation!);
        Assert.Equal(StudyEnd.Exhausted, result.End);
        // The grid's four and the start, which the grid holds, too.
        Assert.Equal(4, result.Trials.Count);

        var clock = new SteppingClock();
        var limited = (Small with { Trainer = Small.Trainer with { Clock = clock }, TimeLimit = TimeSpan.FromSeconds(50) }).Run(start.Network, Parts.Train, Parts.Validation!);
        Assert.Equal(StudyEnd.Enough, limited.End);
        Assert.InRange(limited.Trials.Count, 1, 5);
        Assert.NotNull(limited.Model);
    }

    // A second passes whenever somebody looks.
    private sealed class SteppingClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ++_seconds;
    }
}
