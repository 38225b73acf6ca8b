using System.Diagnostics;
using System.Runtime;
using System.Text.Json.Nodes;
using Backprop.Cli;
using Backprop.Numerics;
using TorchSharp;

namespace Backprop.Bench.Versus;

/// <summary>
/// Training as a new process does it: how long until the first step is done, and how many steps are done 200 ms after
/// training began (network, optimizer and batch made before that). Each measurement is a process; sides in turn.
/// </summary>
internal static class FirstMoments
{
    public const string Part = "first 200 ms";
    public const string Command = "first";
    private const double Window = 0.2;

    public static IReadOnlyList<string> Heads { get; } =
        ["work", ">ready: ours", ">libtorch", ">first step: ours", ">of it JIT", ">libtorch", $">steps in {Window * 1000:0} ms: ours", ">libtorch", ">ratio"];

    /// <summary>In the child: prints milliseconds from the process's start to ready, of the first step, the steps, milliseconds of JIT in the first.</summary>
    public static void Child(ReadOnlySpan<string> args)
    {
        var work = DenseWork.All[int.Parse(args[1])];
        Action step;
        if (args[0] == "ours")
        {
            var ours = new DenseStep(work, Workers.One);
            step = () => ours.Run();
        }
        else
        {
            torch.set_num_threads(1);
            step = new TorchStep(work).Run;
        }

        var ready = (TimeProvider.System.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds;
        var compiled = JitInfo.GetCompilationTime(currentThread: true);
        var start = Stopwatch.GetTimestamp();
        step();
        var first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var jit = (JitInfo.GetCompilationTime(currentThread: true) - compiled).TotalMilliseconds;
        var steps = 1;
        for (; Stopwatch.GetElapsedTime(start).TotalSeconds < Window; steps++)
            step();
        Console.WriteLine($"{ready} {first} {steps} {jit}");
    }

    public static IEnumerable<(IReadOnlyList<string>, JsonObject)> Run(Options options)
    {
        for (var index = 0; index < DenseWork.All.Count; index++)
        {
            var work = DenseWork.All[index];
            if (!options.Wants(Part, work.Name))
                continue;
            Report.Progress($"{Part}: {work.Name}");
            List<double[]> ours = [], theirs = [];
            for (var round = 0; round < (options.Quick ? 3 : 7); round++)
            {
                ours.Add(Start("ours", index));
                theirs.Add(Start("libtorch", index));
            }

            double Middle(List<double[]> side, int what) => Times.MedianOf(side.Select(s => s[what]));
            yield return (
                [work.Name, $"{Middle(ours, 0):0} ms", $"{Middle(theirs, 0):0} ms", $"{Middle(ours, 1):0.0} ms", $"{Middle(ours, 3):0.0} ms", $"{Middle(theirs, 1):0.0} ms",
                    $"{Middle(ours, 2):0}", $"{Middle(theirs, 2):0}", Times.Digits(Middle(ours, 2) / Middle(theirs, 2))],
                new()
                {
                    ["work"] = work.Name,
                    ["ours"] = Side(ours),
                    ["libtorch"] = Side(theirs),
                });

            JsonObject Side(List<double[]> side) => new() { ["ready_ms"] = Middle(side, 0), ["first_step_ms"] = Middle(side, 1), ["first_step_jit_ms"] = Middle(side, 3), ["steps"] = Middle(side, 2) };
        }
    }

    private static double[] Start(string side, int index)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Command, side, $"{index}"]) { RedirectStandardOutput = true })!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? [.. line.Split(' ').Select(double.Parse)] : throw new InvalidOperationException($"the process for {side} ended with {process.ExitCode}");
    }
}
