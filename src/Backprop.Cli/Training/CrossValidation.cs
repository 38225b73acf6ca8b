using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>k-fold cross-validation: a model a fold, each judged on the rows it has not learned from.</summary>
/// <param name="Folds">The figures of each fold's validation part.</param>
internal sealed record CrossValidation(IReadOnlyList<MetricSet> Folds)
{
    /// <summary>Trains a model a fold.</summary>
    /// <exception cref="DivergenceException">A fold's training diverged.</exception>
    public static CrossValidation Run(int folds, Trainer trainer, NetworkDesign design, DataParts parts, Terminal terminal, CancellationToken cancel)
    {
        terminal.Heading($"Cross-validation over {folds} folds");
        var results = new List<MetricSet>();
        foreach (var fold in parts.WithoutTest().Folds(folds, trainer.Seed))
        {
            try
            {
                var model = (trainer with { OnEvent = null, Checkpoints = null }).Fit(design, fold.Train, fold.Validation, cancel);
                cancel.ThrowIfCancellationRequested();
                var metrics = model.Evaluate(fold.Validation!).Metrics;
                results.Add(metrics);
                terminal.Line($"  fold {results.Count}/{folds}  epoch {model.Record.BestEpoch}  "
                    + string.Join("  ", ResultReport.Chosen(metrics).Select(m => $"{m} {Words.Number(metrics[m])}")));
                terminal.Report.Flush();
            }
            catch (DivergenceException e)
            {
                throw new CommandFailure(ExitCode.Failed, "divergence", $"fold {results.Count + 1} of {folds}: {e.Message}", null, e);
            }
        }

        var result = new CrossValidation(results);
        terminal.Table(["validation", ">mean", ">± sd"], ResultReport.Chosen(results[0]).Select(m => (IReadOnlyList<string>)
            [m, Words.Number(result.Mean(m)), Words.Number(result.Deviation(m))]));
        return result;
    }

    /// <summary>The mean over folds.</summary>
    public double Mean(string metric) => Folds.Average(f => f[metric]);

    /// <summary>The standard deviation over folds, with k − 1.</summary>
    public double Deviation(string metric)
    {
        var mean = Mean(metric);
        return Math.Sqrt(Folds.Sum(f => (f[metric] - mean) * (f[metric] - mean)) / (Folds.Count - 1));
    }

    /// <summary>As it stands in JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["count"] = Folds.Count,
        ["mean"] = Json.Numbers(Folds[0].Keys.Select(m => KeyValuePair.Create(m, Mean(m)))),
        ["sd"] = Json.Numbers(Folds[0].Keys.Select(m => KeyValuePair.Create(m, Deviation(m)))),
        ["validation"] = new JsonArray([.. Folds.Select(f => (JsonNode?)Json.Metrics(f))]),
    };
}
