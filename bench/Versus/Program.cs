// Our kernels and training steps beside libtorch's, in one process, in turn.
using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Bench.Versus;
using Backprop.Cli;
using Backprop.Numerics;
using TorchSharp;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--help" or "-h", ..])
{
    Console.WriteLine(Options.Help);
    return 0;
}

if (args is [FirstMoments.Command, ..])
{
    FirstMoments.Child(args.AsSpan(1));
    return 0;
}

if (args is [TorchTraining.Command, ..])
{
    TorchTraining.Run(args.AsSpan(1));
    return 0;
}

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

var report = new Report();
if (options.Folder is not null)
{
    report.Table("fashion_mnist", $"Whole runs on {Path.GetFileName(options.Folder.TrimEnd('/'))}, {options.Epochs} epochs", FashionMnist.Heads, [.. FashionMnist.Run(options)]);
    Save();
    return 0;
}

var wrong = false;
double? onePeak = null;
List<Comparison> products = [], steps = [];
List<(IReadOnlyList<string>, JsonObject)> allocation = [], odd = [];
foreach (var threads in options.Threads)
{
    var workers = Workers.Of(threads);
    torch.set_num_threads(threads);
    var peak = FmaPeak.Widths.Max(bits => FmaPeak.Measure(bits, workers, 0.4));
    onePeak ??= peak / threads;
    report.Fact($"peak_{threads}", $"register-only peak, {threads} threads: {peak / 1e9:0.0} GFLOP/s"
        + (peak < 0.9 * threads * onePeak ? " (something else runs on this machine: ratios with threads are not to be trusted)" : ""), peak);
    products.AddRange(Products.Run(options, threads, workers, peak));
    steps.AddRange(Steps.Run(options, threads, workers, peak));
    allocation.AddRange(OurOwn.Allocation(options, threads, workers));
    odd.AddRange(OurOwn.OddSizes(options, threads, workers));
}

Compare("products", "Products, float32, into a given matrix", Comparison.Heads, products);
Compare("steps", "Training steps: dense, ReLU, cross-entropy", Comparison.StepHeads, steps);
report.Table("gain", "Our gain by threads", OurOwn.GainHeads, [.. OurOwn.Gain(options)]);
report.Table("allocation", "Bytes allocated a steady step", OurOwn.AllocationHeads, allocation);
report.Table("odd_sizes", "Odd sizes beside even ones, our steps", OurOwn.OddHeads, odd);
report.Table("first", "New processes, 1 thread", FirstMoments.Heads, [.. FirstMoments.Run(options)]);
Save();
return wrong ? 1 : 0;

void Save()
{
    if (options.Json is { } file)
        report.Save(file);
}

void Compare(string name, string title, IReadOnlyList<string> heads, List<Comparison> rows)
{
    report.Table(name, title, heads, [.. rows.OrderBy(r => rows.FindIndex(o => o.Work == r.Work)).Select(r => (r.Cells, r.Json))]);
    wrong |= rows.Any(r => r.Agreement > Comparison.Tolerance);
}
