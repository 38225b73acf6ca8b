using Backprop.Engine;

namespace Backprop.Tests;

/// <summary>Every task end to end, on rows whose rule is known.</summary>
public sealed class TaskTests
{
    private sealed record Row(double A, double B, string Kind, double Sum, double Difference, bool Positive, bool Large, int Count);

    private static readonly Row[] Rows = [.. Enumerable.Range(0, 600).Select(i =>
    {
        var random = new Philox(5, (ulong)i);
        var (a, b, kind) = (random.Uniform(0) * 4 - 2, random.Uniform(1) * 4 - 2, random.Below(40, 2));
        return new Row(a, b, $"k{kind}", 3 * a + b + kind, a - 2 * b, a > 0, b > 0.5, (int)(5 * (a + 2)));
    })];

    private static DataSplit Split(params string[] targets) => TableData.Open(
        new ObjectSource<Row>(Rows)
            .Column("a", r => r.A).Column("b", r => r.B).Column("kind", r => r.Kind).Column("sum", r => r.Sum)
            .Column("difference", r => r.Difference).Column("positive", r => r.Positive).Column("large", r => r.Large).Column("count", r => r.Count),
        new TableOptions
        {
            Targets = targets,
            Ignore = [.. new[] { "sum", "difference", "positive", "large", "count" }.Except(targets)],
            Task = targets is ["count"] ? TaskHint.Regression : TaskHint.Auto,
        }).Split(0.2, 0.2, 1);

    private static Evaluation Fit(Trainer trainer, DataSplit split, NetworkDesign? design = null) =>
        trainer.Fit(design ?? Networks.Dense(32), split.Train, split.Validation).Evaluate(split.Test!);

    [Fact]
    public void Several_targets_and_an_embedded_category()
    {
        var split = Split("sum", "difference");
        var model = new Trainer { Epochs = 150, LearningRate = 5e-3 }.Fit(Networks.Dense(32), split.Train, split.Validation);
        Assert.Single(model.Preprocessor.Embeddings);
        Assert.InRange(model.Evaluate(split.Test!).Metrics["r2"], 0.9, 1);
        var predictions = model.Predict(split.Test!);
        var row = Rows[split.Test!.SourceRow(0) - 1];
        Assert.InRange(predictions.Value(0, 1), row.Difference - 1, row.Difference + 1);
    }

    [Fact]
    public void Several_labels()
    {
        var split = Split("positive", "large");
        var model = new Trainer { Epochs = 60, LearningRate = 5e-3 }.Fit(Networks.Dense(32), split.Train, split.Validation);
        Assert.Equal(TaskKind.MultiLabel, model.Task);
        Assert.InRange(model.Evaluate(split.Test!).Metrics["subset_accuracy"], 0.85, 1);
        var row = Rows[split.Test!.SourceRow(0) - 1];
        Assert.Equal(row.Positive ? "true" : "false", model.Predict(split.Test!).Label(0), ignoreCase: true);
    }

    [Fact]
    public void Counts_with_the_poisson_loss_are_predicted_as_counts()
    {
        var evaluation = Fit(new Trainer { Loss = "poisson", Epochs = 100, LearningRate = 5e-3 }, Split("count"));
        Assert.InRange(evaluation.Metrics["r2"], 0.9, 1);
    }

    [Theory]
    [InlineData("mean_absolute_error")]
    [InlineData("huber")]
    [InlineData("quantile")]
    [InlineData("half_squared_error")]
    public void Every_regression_loss_trains(string loss) =>
        Assert.InRange(Fit(new Trainer { Loss = loss, Epochs = 60, LearningRate = 5e-3 }, Split("difference")).Metrics["r2"], 0.9, 1);

    [Fact]
    public void Every_setting_of_the_trainer_trains()
    {
        var split = Split("positive");
        var plain = new Trainer { Epochs = 20, LearningRate = 5e-3 };
        foreach (var trainer in new[]
        {
            plain with { Accumulate = 3 },
            plain with { AverageDecay = 0.9 },
            plain with { ClipNorm = 1, ClipValue = 0.5 },
            plain with { LabelSmoothing = 0.1 },
            plain with { ClassWeights = "balanced" },
            plain with { ClassWeights = "true=2,false=1" },
            plain with { Loss = "hinge" },
            plain with { WarmUpSteps = 20, Schedule = "cosine" },
        })
        {
            Assert.InRange(Fit(trainer, split, Networks.Dense(16, 16) with { Dropout = 0.1, Normalization = "layer" }).Metrics["accuracy"], 0.9, 1);
        }
    }

    [Fact]
    public void Every_schedule_runs_to_the_end()
    {
        var split = Split("positive");
        foreach (var schedule in ScheduleRegistry.All.Names)
        {
            var model = new Trainer { Epochs = 3, Schedule = schedule }.Fit(Networks.Dense(4), split.Train, split.Validation);
            Assert.Equal(3, model.Record.History.Count);
        }
    }

    [Fact]
    public void Training_ends_at_an_acceptable_loss_or_after_the_steps()
    {
        var split = Split("positive");
        var trainer = new Trainer { Epochs = 100, LearningRate = 5e-3, Patience = 0 };
        var reached = trainer with { UntilLoss = 0.3 };
        var model = reached.Fit(Networks.Dense(16), split.Train, split.Validation);
        Assert.Equal(StopReason.LossReached, model.Record.Stop);
        Assert.True(model.Record.History[^1].ValidationLoss <= 0.3);
        Assert.All(model.Record.History.SkipLast(1), h => Assert.True(h.ValidationLoss > 0.3));
        var steps = 0;
        model = (trainer with { Steps = 17, OnEvent = e => steps += e is StepEnded ? 1 : 0 }).Fit(Networks.Dense(16), split.Train, split.Validation);
        Assert.Equal((StopReason.Steps, 17), (model.Record.Stop, steps));
    }

    [Fact]
    public void A_better_epoch_is_restored()
    {
        var split = Split("positive");
        var model = new Trainer { Epochs = 40, LearningRate = 0.05, Patience = 5 }.Fit(Networks.Dense(64, 64), split.Train, split.Validation);
        var best = model.Record.History.MinBy(h => h.ValidationLoss)!;
        Assert.Equal(best.Epoch, model.Record.BestEpoch);
        Assert.Equal(best.ValidationLoss!.Value, model.Evaluate(split.Validation!).Metrics["loss"], 1e-12);
    }

    [Theory]
    [InlineData("lerning", "there is no optimizer 'lerning'")]
    [InlineData("adma", "did you mean 'adam'?")]
    public void A_mistyped_optimizer_is_named(string name, string message)
    {
        var split = Split("positive");
        var error = Assert.Throws<SettingsException>(() => new Trainer { Optimizer = name }.Fit(Networks.Dense(4), split.Train));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_of_another_task_is_refused()
    {
        var split = Split("positive");
        var error = Assert.Throws<SettingsException>(() => new Trainer { Loss = "huber" }.Fit(Networks.Dense(4), split.Train));
        Assert.Contains("does not fit the task Binary", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Baselines_are_the_majority_and_a_linear_model()
    {
        var split = Split("positive");
        var baselines = Baselines.Of(new Trainer(), split.Train, split.Validation, split.Test!);
        Assert.Equal(["majority", "linear"], baselines.Select(b => b.Name));
        Assert.InRange(baselines[0].Test.Metrics["accuracy"], 0.4, 0.6);
        Assert.InRange(baselines[1].Test.Metrics["accuracy"], 0.9, 1);
    }
}
