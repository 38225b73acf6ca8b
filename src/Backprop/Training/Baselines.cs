namespace Backprop;

/// <summary>What a network must beat to be worth its while: a constant answer, and a linear model.</summary>
public static class Baselines
{
    /// <summary>The figures on the test part of <c>majority</c> or <c>mean</c>, and of <c>linear</c> trained by the same trainer.</summary>
    public static IReadOnlyList<(string Name, Evaluation Test)> Of(
        Trainer trainer, TableData train, TableData? validation, TableData test, CancellationToken cancel = default)
    {
        var plain = new Trainer
        {
            Seed = trainer.Seed,
            Threads = trainer.Threads,
            Preprocessing = trainer.Preprocessing,
            ClassWeights = trainer.ClassWeights,
            Epochs = 100,
            Patience = 10,
            LearningRate = 0.01,
            Optimizer = "adam",
        };
        Model? linear = null;
        try
        {
            linear = plain.Fit(Networks.Linear(), train, validation, cancel);
        }
        catch (DivergenceException)
        {
            // A linear model that cannot be trained is no baseline; the constant one remains.
        }

        var preprocessor = linear?.Preprocessor ?? Preprocessor.Fit(train, trainer.Preprocessing);
        var head = TaskHead.Of(preprocessor, null);
        var truth = preprocessor.EncodeTargets(test);
        var (name, row) = head.Constant(preprocessor.EncodeTargets(train));
        var constant = new double[truth.Rows * row.Length];
        for (var i = 0; i < constant.Length; i++)
            constant[i] = row[i % row.Length];
        var result = new List<(string, Evaluation)> { (name, new(head.Measure(constant, truth, null), truth.Rows)) };
        if (linear is not null)
            result.Add(("linear", linear.Evaluate(test)));
        return result;
    }
}
