// What the machine can do at most (register-only multiply-adds, each level of memory), and how near each work comes.
using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Cli;
using Backprop.Numerics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var quick = args.Contains("--quick");
var json = args.Contains("--json");
if (args.FirstOrDefault(a => a is not ("--quick" or "--json")) is { } other)
{
    Console.Error.WriteLine($"usage: Backprop.Bench.Roofline [--quick] [--json]\nthere is no option {other}");
    return 2;
}

var terminal = new Terminal(Console.Out, Console.Error, TimeProvider.System) { Json = json };
var timing = quick ? new Timing { Round = 0.02, Rounds = 5, WarmUp = 0.15 } : new Timing { Round = 0.1, Rounds = 9, WarmUp = 0.4 };
var seconds = quick ? 0.03 : 0.3;
var document = Json.Document("roofline");
document["machine"] = Machine.This.Json;
terminal.Line($"{Machine.This.Text}\n{Machine.System}");

int[] counts = Environment.ProcessorCount == 1 ? [1] : [1, 2];
var peaks = new List<IReadOnlyList<string>>();
var roofs = new List<Roof>();
var works = new List<(string Name, int Threads, double Seconds, double Flops, double Bytes, double Footprint, Roof Roof)>();
foreach (var count in counts)
{
    var workers = Workers.Of(count);
    foreach (var bits in FmaPeak.Widths)
    {
        var peak = FmaPeak.Measure(bits, workers, seconds);
        peaks.Add([$"{bits}", $"{count}", $"{peak / 1e9:0.0}"]);
        document[$"peak_{bits}_{count}"] = peak;
    }

    var roof = Roof.Measure(workers, seconds);
    roofs.Add(roof);
    foreach (var work in ProductWork.Square.Concat(ProductWork.Training))
    {
        var run = work.Ours(work.A(), work.B(), new float[work.M * work.N], workers);
        works.Add((work.Name, count, timing.InTurn(run)[0].Median, work.Flops, work.Bytes, work.Bytes, roof));
    }

    foreach (var work in DenseWork.All)
    {
        var step = new DenseStep(work, workers);
        works.Add(($"step {work.Name}", count, timing.InTurn(() => step.Run())[0].Median, work.Flops, work.Bytes, work.Footprint, roof));
    }
}

terminal.Heading("Fused multiply-adds in registers, float32");
terminal.Table([">vector bits", ">threads", ">GFLOP/s"], peaks);
terminal.Heading("Memory, GB/s");
terminal.Table(["level", ">threads", ">read", ">write", ">copy"], roofs.SelectMany(r => r.Levels.Select(l => (IReadOnlyList<string>)
    [l.Name, $"{r.Threads}", $"{l.Read / 1e9:0.0}", $"{l.Write / 1e9:0.0}", $"{l.Copy / 1e9:0.0}"])));
terminal.Heading("Works beside their limit: operations at the peak, or bytes at the speed of the level that holds them");
terminal.Table(["work", ">threads", ">time", ">limit", "limit is", ">of the limit", ">GFLOP/s", ">flop a byte"], works.Select(w =>
{
    var limit = w.Roof.Limit(w.Flops, w.Bytes, w.Footprint);
    return (IReadOnlyList<string>)
        [w.Name, $"{w.Threads}", Times.Text(w.Seconds), Times.Text(limit), limit > w.Flops / w.Roof.Peak ? w.Roof.Level(w.Footprint).Name : "peak",
            $"{100 * limit / w.Seconds:0} %", Times.Digits(w.Flops / w.Seconds / 1e9), Times.Digits(w.Flops / w.Bytes)];
}));
if (json)
{
    document["roofs"] = new JsonArray([.. roofs.Select(r => (JsonNode?)r.Json)]);
    document["works"] = new JsonArray([.. works.Select(w => (JsonNode?)new JsonObject
    {
        ["work"] = w.Name,
        ["threads"] = w.Threads,
        ["seconds"] = w.Seconds,
        ["limit_seconds"] = w.Roof.Limit(w.Flops, w.Bytes, w.Footprint),
        ["flops"] = w.Flops / w.Seconds,
    })]);
    terminal.WriteJson(document);
}

return 0;
