// How well the untouched defaults do on small tables, on the very rows that scikit-learn's figures were measured on.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Backprop.Bench.Quality;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

var results = new List<Result>();
foreach (var split in Split.Read(Path.Combine(AppContext.BaseDirectory, "splits.json")))
{
    if (options.Tables is { } names && !names.Contains(split.Name))
        continue;
    var clock = Stopwatch.StartNew();
    var scores = new List<double>();
    var (epochs, fits, seed) = (0, 0, 0UL);
    foreach (var (train, test) in split.Open(options.Folder))
    {
        var jobs = options.Folds > 1 ? train.Folds(options.Folds, seed).Select(f => (f.Train, Test: f.Validation!)) : [(train, test)];
        var sum = 0.0;
        var count = 0;
        foreach (var job in jobs)
        {
            for (var r = 0; r < options.Repeat; r++)
            {
                var parts = job.Item1.Split(options.Validation, 0, seed + (ulong)(1000 * r));
                var model = (options.Trainer with { Seed = seed + (ulong)(1000 * r) }).Fit(options.Network, parts.Train, parts.Validation);
                sum += model.Evaluate(job.Item2).Metrics[split.Classes ? "accuracy" : "r2"];
                (epochs, fits, count) = (epochs + model.Record.BestEpoch, fits + 1, count + 1);
            }
        }

        scores.Add(sum / count);
        seed++;
    }

    results.Add(new(split.Name, split.Classes ? "accuracy" : "R²", [.. scores], (double)epochs / fits, clock.Elapsed.TotalSeconds / fits));
}

if (options.Json)
{
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        schema = 1,
        folds = options.Folds,
        tables = results.Select(r => new { r.Name, r.Scores, r.Mean, linear = r.Linear, network = r.Network, r.BestEpoch, r.Seconds }),
    }));
    return 0;
}

var title = options.Folds > 1 ? $"{options.Folds}-fold cross-validation in the training parts" : "test parts";
Console.WriteLine($"| {title} | split 0 | 1 | 2 | mean | scikit-learn MLP | difference | linear | best epoch | seconds a fit |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
foreach (var r in results)
    Console.WriteLine($"| {r.Name} ({r.Metric}) | {string.Join(" | ", r.Scores.Select(s => $"{s:0.0000}"))} | {r.Mean:0.0000} | {r.Network:0.000} | {r.Mean - r.Network:+0.0000;-0.0000} | {r.Linear:0.000} | {r.BestEpoch:0} | {r.Seconds:0.00} |");
Console.WriteLine($"\nmean {results.Average(r => r.Mean):0.0000}");
return 0;

internal sealed record Result(string Name, string Metric, double[] Scores, double BestEpoch, double Seconds)
{
    public double Mean => Scores.Average();
    public double Linear => Reference.Scores[Name].Linear;
    public double Network => Reference.Scores[Name].Network;
}
