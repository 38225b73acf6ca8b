using System.Security.Cryptography;

namespace Backprop.Tests;

public sealed class TrainerTests
{
    private static (Model Model, DataSplit Split) Penguins(Trainer trainer, NetworkDesign? design = null)
    {
        var split = TableData.Open(TestFiles.Example("penguins.csv"), target: "species").Split(0.2, 0.2, seed: 1);
        return (trainer.Fit(design ?? Networks.Dense(16), split.Train, split.Validation), split);
    }

    [Theory]
    [InlineData("relu", 0, "none", "adamw", 1)]
    [InlineData("gelu", 0.2, "batch", "sgd", 1)]
    [InlineData("tanh", 0.1, "layer", "adamw", 3)]
    public void Captured_and_uncaptured_training_give_the_same_file(string activation, double dropout, string normalization, string optimizer, int accumulate)
    {
        var design = Networks.Dense(48, 32) with { Activation = activation, Dropout = dropout, Normalization = normalization };
        var trainer = new Trainer { Epochs = 4, BatchSize = 24, Optimizer = optimizer, Accumulate = accumulate, ClipNorm = 1 };
        Assert.Equal(File(trainer), File(trainer with { Capture = false }));
        Assert.Equal(File(trainer), File(trainer with { Threads = 3 }));

        byte[] File(Trainer trainer)
        {
            var path = TestFiles.Model();
            Penguins(trainer, design).Model.Save(path);
            return System.IO.File.ReadAllBytes(path);
        }
    }

    [Fact]
    public void A_table_becomes_a_tested_saved_model_that_predicts_the_same_after_loading()
    {
        var (model, split) = Penguins(new Trainer { Epochs = 60 });
        var test = model.Evaluate(split.Test!);
        Assert.InRange(test.Metrics["accuracy"], 0.95, 1);
        var path = TestFiles.Model();
        model.Save(path);
        var loaded = Model.Load(path);
        Assert.Equal(test.Metrics.Select(m => m.Value), loaded.Evaluate(split.Test!).Metrics.Select(m => m.Value));
        Assert.Equal(model.Record.BestEpoch, loaded.Record.BestEpoch);
        Assert.Equal(model.Record.History.Count, loaded.Record.History.Count);
        var predictions = loaded.Predict(loaded.Open(TestFiles.Example("penguins.csv"), targets: false));
        Assert.Equal(344, predictions.Count);
        Assert.Contains(predictions.Label(0), predictions.ClassNames);
        Assert.Throws<FileException>(() => model.Save(path));
    }

    [Fact]
    public void The_same_run_gives_the_same_file_with_any_number_of_threads()
    {
        var hashes = new[] { 1, 2, 3, 8 }.Select(threads =>
        {
            var path = TestFiles.Model();
            Penguins(new Trainer { Epochs = 5, Threads = threads }, Networks.Dense(16, 8) with { Dropout = 0.2, Normalization = "batch" }).Model.Save(path);
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }).Distinct();
        Assert.Single(hashes);
    }

    [Fact]
    public void A_learning_rate_that_explodes_stops_with_the_place_and_the_last_finite_model()
    {
        var split = TableData.Open(TestFiles.Example("mpg.csv"), "mpg").Split(0.2, 0.2, 1);
        var error = Assert.Throws<DivergenceException>(() =>
            new Trainer { Optimizer = "sgd", LearningRate = 1e8, Epochs = 20 }.Fit(Networks.Dense(32), split.Train, split.Validation));
        Assert.Contains("epoch 1, step", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Layer);
        Assert.Equal(0, error.LastFinite!.Record.BestEpoch);
        Assert.True(double.IsFinite(error.LastFinite.Evaluate(split.Test!).Metrics["loss"]));
    }

    [Fact]
    public void Cancelled_training_returns_the_best_model_so_far()
    {
        using var cancel = new CancellationTokenSource();
        var trainer = new Trainer { Epochs = 1000, Patience = 0, OnEvent = e => { if (e is EpochEnded { Record.Epoch: 3 }) cancel.Cancel(); } };
        var split = TableData.Open(TestFiles.Example("iris.csv"), "species").Split(0.2, 0.2, 1);
        var model = trainer.Fit(Networks.Dense(8), split.Train, split.Validation, cancel.Token);
        Assert.Equal(StopReason.Cancelled, model.Record.Stop);
        Assert.Equal(3, model.Record.History.Count);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("lbfgs")]
    [InlineData("lion")]
    [InlineData("adamw")]
    public void Regression_reports_in_the_targets_own_units(string optimizer)
    {
        var split = TableData.Open(TestFiles.Example("mpg.csv"), new TableOptions { Targets = ["mpg"], Ignore = ["name"] }).Split(0.2, 0.2, 1);
        var trainer = new Trainer { Optimizer = optimizer, LearningRate = optimizer == "lion" ? 1e-3 : null, Epochs = optimizer == "lbfgs" ? 5 : 60 };
        var evaluation = trainer.Fit(Networks.Dense(16), split.Train, split.Validation).Evaluate(split.Test!);
        Assert.InRange(evaluation.Metrics["r2"], 0.7, 1);
        Assert.InRange(evaluation.Metrics["mae"], 0.5, 4);
    }

    [Fact]
    public void A_damaged_file_is_refused_wherever_it_is_cut_or_altered()
    {
        var (model, _) = Penguins(new Trainer { Epochs = 1 });
        var path = TestFiles.Model();
        model.Save(path);
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 97))
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<FileException>(() => Model.Load(path));
        }

        var unharmed = 0;
        for (var i = 0; i < whole.Length; i += 37)
        {
            var altered = (byte[])whole.Clone();
            altered[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, altered);
            try
            {
                // Little says the same otherwise: \u00E4 and \u00e4, or a checksum by another name.
                Model.Load(path).Save(path, overwrite: true);
                Assert.Equal(whole, File.ReadAllBytes(path));
                unharmed++;
            }
            catch (FileException)
            {
                // The damage is told.
            }
        }

        Assert.InRange(unharmed, 0, 5);
    }
}
