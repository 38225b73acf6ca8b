using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>What <c>backprop bench</c> measures and shows.</summary>
/// <param name="timing">Of products and steps.</param>
/// <param name="seconds">Of each figure of the machine.</param>
internal sealed class Bench(Timing timing, double seconds)
{
    private static readonly IReadOnlyList<ProductWork> Products = [.. ProductWork.Square.Where(w => w.M is 64 or 256 or 1024), .. ProductWork.Training.Take(3)];

    private readonly List<Roof> _roofs = [];
    private readonly List<(ProductWork Work, Roof Roof, double Seconds)> _products = [];
    private readonly List<(DenseWork Work, Roof Roof, double Seconds, long Allocated)> _steps = [];

    /// <summary>Measures with this many threads.</summary>
    public void Run(int threads)
    {
        var workers = Workers.Of(threads);
        var roof = Roof.Measure(workers, seconds, timing.Cancel);
        _roofs.Add(roof);
        foreach (var work in Products)
            _products.Add((work, roof, timing.InTurn(work.Ours(work.A(), work.B(), new float[work.M * work.N], workers))[0].Median));
        foreach (var work in DenseWork.All)
        {
            var step = new DenseStep(work, workers);
            var time = timing.InTurn(() => step.Run())[0].Median;
            var steps = time < 0.001 ? 20 : 1;
            _steps.Add((work, roof, time, step.Allocated(steps).All / steps));
        }
    }

    /// <summary>Shows it.</summary>
    public void Write(Terminal terminal)
    {
        terminal.Heading("The machine: most operations a second, float32, and memory");
        terminal.Table([">threads", ">GFLOP/s", .. _roofs[0].Levels.Select(l => $">{l.Name} read"), ">memory write", ">memory copy"], _roofs.Select(r => (IReadOnlyList<string>)
            [$"{r.Threads}", Times.Digits(r.Peak / 1e9), .. r.Levels.Select(l => Speed(l.Read)), Speed(r.Levels[^1].Write), Speed(r.Levels[^1].Copy)]));
        terminal.Heading("Matrix products, float32");
        terminal.Table(["product", ">threads", ">time", ">GFLOP/s", ">of the peak"], _products.OrderBy(p => Index(Products, p.Work)).Select(p => (IReadOnlyList<string>)
            [p.Work.Name, $"{p.Roof.Threads}", Times.Text(p.Seconds), Times.Digits(p.Work.Flops / p.Seconds / 1e9), Percent(p.Work.Flops / p.Seconds / p.Roof.Peak)]));
        terminal.Heading("Training steps: forward, backward, update; dense, ReLU, cross-entropy");
        terminal.Table(["network", ">threads", ">step", ">steps/s", ">rows/s", ">GFLOP/s", ">of the limit", ">bytes allocated"], _steps.OrderBy(s => Index(DenseWork.All, s.Work)).Select(s => (IReadOnlyList<string>)
            [s.Work.Name, $"{s.Roof.Threads}", Times.Text(s.Seconds), Words.Whole((long)(1 / s.Seconds)), Words.Whole((long)(s.Work.Batch / s.Seconds)),
                Times.Digits(s.Work.Flops / s.Seconds / 1e9), Percent(Limit(s.Work, s.Roof) / s.Seconds), Words.Whole(s.Allocated)]));
        terminal.Line("  the limit: operations at the peak, or bytes at the speed of the memory that holds them");
    }

    /// <summary>For scripts, part by part.</summary>
    public IEnumerable<(string Part, JsonArray Rows)> Json =>
    [
        ("limits", [.. _roofs.Select(JsonNode (r) => r.Json)]),
        ("products", [.. _products.Select(JsonNode (p) => new JsonObject
        {
            ["work"] = p.Work.Name,
            ["threads"] = p.Roof.Threads,
            ["seconds"] = p.Seconds,
            ["flops"] = p.Work.Flops / p.Seconds,
            ["of_peak"] = p.Work.Flops / p.Seconds / p.Roof.Peak,
        })]),
        ("steps", [.. _steps.Select(JsonNode (s) => new JsonObject
        {
            ["work"] = s.Work.Name,
            ["threads"] = s.Roof.Threads,
            ["seconds"] = s.Seconds,
            ["steps_per_second"] = 1 / s.Seconds,
            ["rows_per_second"] = s.Work.Batch / s.Seconds,
            ["flops"] = s.Work.Flops / s.Seconds,
            ["of_limit"] = Limit(s.Work, s.Roof) / s.Seconds,
            ["allocated_bytes"] = s.Allocated,
        })]),
    ];

    private static double Limit(DenseWork work, Roof roof) => roof.Limit(work.Flops, work.Bytes, work.Footprint);

    private static int Index<T>(IReadOnlyList<T> all, T work) => all.Index().First(w => Equals(w.Item, work)).Index;

    private static string Speed(double bytes) => $"{Times.Digits(bytes / 1e9)} GB/s";

    private static string Percent(double part) => FormattableString.Invariant($"{100 * part:0} %");
}
