// Our kernels and training steps beside libtorch's, in one process, in turn.
using System.Globalization;
using Backprop.Bench.Versus;
using Backprop.Cli;
using Backprop.Numerics;
using TorchSharp;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Options options;
try
{
    if (args is ["--help" or "-h", ..])
    {
        Console.WriteLine(Options.Help);
        return 0;
    }

    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

var report = new Report();
var wrong = false;
List<Comparison> products = [], steps = [];
foreach (var threads in options.Threads)
{
    var workers = Workers.Of(threads);
    torch.set_num_threads(threads);
    var peak = FmaPeak.Widths.Max(bits => FmaPeak.Measure(bits, workers, 0.3));
    report.Fact($"peak_{threads}", $"register-only peak, {threads} threads: {peak / 1e9:0.0} GFLOP/s", peak);
    products.AddRange(Products.Run(options, threads, workers, peak));
    steps.AddRange(Steps.Run(options, threads, workers, peak));
}

Show("products", "Products, float32, into a given matrix", products);
Show("steps", "Training steps: dense, ReLU, cross-entropy", steps);
if (options.Json is { } file)
    report.Save(file);
return wrong ? 1 : 0;

void Show(string name, string title, List<Comparison> rows)
{
    report.Table(name, title, Comparison.Heads, [.. rows.OrderBy(r => rows.FindIndex(o => o.Work == r.Work)).Select(r => (r.Cells, r.Json))]);
    wrong |= rows.Any(r => r.Agreement > Comparison.Tolerance);
}
