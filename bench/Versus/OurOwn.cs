using System.Text.Json.Nodes;
using Backprop.Cli;
using Backprop.Numerics;

namespace Backprop.Bench.Versus;

/// <summary>What is measured of our steps alone: gain by threads, allocation, odd sizes.</summary>
internal static class OurOwn
{
    public static IReadOnlyList<string> GainHeads { get; } = ["work", ">from", ">to", ">1 thread", ">more threads", ">gain", ">at least", ">aim", "met"];

    public static IReadOnlyList<string> AllocationHeads { get; } = ["work", ">threads", ">bytes a step, this thread", ">all threads", "met"];

    public static IReadOnlyList<string> OddHeads { get; } = ["work", ">threads", ">step", ">GFLOP/s", "beside", ">of its GFLOP/s", "met"];

    /// <summary>The largest step with one thread and with the most asked for, in turn.</summary>
    public static IEnumerable<(IReadOnlyList<string>, JsonObject)> Gain(Options options)
    {
        var (work, most) = (DenseWork.All[^1], options.Threads.Max());
        if (most == 1 || !options.Wants("gain", work.Name))
            yield break;
        Report.Progress($"gain: {work.Name}, 1 and {most} threads");
        DenseStep one = new(work, Workers.One), more = new(work, Workers.Of(most));
        var times = (options.Timing with { Round = 0.25 }).InTurn(() => one.Run(), () => more.Run());
        var gain = times[0].Median / times[1].Median;
        yield return (
            [work.Name, "1", $"{most}", Times.Text(times[0].Median), Times.Text(times[1].Median), Times.Digits(gain),
                $"{Target.Gain.AtLeast}", $"{Target.Gain.Aim}", most == 2 ? Target.Gain.Verdict(gain) : ""],
            new() { ["work"] = work.Name, ["threads"] = most, ["one_seconds"] = times[0].Median, ["more_seconds"] = times[1].Median, ["gain"] = gain });
    }

    /// <summary>Bytes allocated by a steady step: none is wanted.</summary>
    public static IEnumerable<(IReadOnlyList<string>, JsonObject)> Allocation(Options options, int threads, Workers workers)
    {
        foreach (var work in DenseWork.All.Where(w => options.Wants("allocation", w.Name)))
        {
            Report.Progress($"allocation: {work.Name}, {threads} threads");
            var step = new DenseStep(work, workers);
            var steps = Math.Clamp((int)(5e9 / work.Flops), 3, 2000);
            for (var i = 0; i < steps; i++)
                step.Run();
            var (here, all) = step.Allocated(steps);
            yield return (
                [work.Name, $"{threads}", $"{(double)here / steps:0.##}", $"{(double)all / steps:0.##}", all == 0 ? "yes" : "NO"],
                new() { ["work"] = work.Name, ["threads"] = threads, ["steps"] = steps, ["bytes_this_thread"] = here, ["bytes_all_threads"] = all });
        }
    }

    /// <summary>The large steps at sizes that no block divides, beside even neighbours, in turn.</summary>
    public static IEnumerable<(IReadOnlyList<string>, JsonObject)> OddSizes(Options options, int threads, Workers workers)
    {
        int[] batches = [96, 97], widths = [1024, 1000, 1023, 1025];
        DenseWork[][] groups =
        [
            [.. batches.Select(b => new DenseWork([784, 512, 512, 10], b, "adam"))],
            [.. batches.Select(b => new DenseWork([1024, 2048, 2048, 1024, 10], b, "sgd"))],
            [.. widths.Select(w => new DenseWork([784, w, w, 10], 128, "adam"))],
            [.. widths.Select(w => new DenseWork([w, w, w, w, 10], 256, "sgd"))],
        ];
        foreach (var group in groups.Where(g => g.Any(w => options.Wants("odd sizes", w.Name))))
        {
            Report.Progress($"odd sizes: {group[0].Name} and neighbours, {threads} threads");
            var times = options.Timing.InTurn([.. group.Select(w => Run(new DenseStep(w, workers)))]);
            var even = group[0].Flops / times[0].Median;
            for (var i = 0; i < group.Length; i++)
            {
                var rate = group[i].Flops / times[i].Median;
                yield return (
                    [group[i].Name, $"{threads}", Times.Text(times[i].Median), Times.Digits(rate / 1e9), i == 0 ? "" : group[0].Name, i == 0 ? "" : $"{100 * rate / even:0} %",
                        i == 0 ? "" : rate / even >= Target.OddSize ? "yes" : "NO"],
                    new() { ["work"] = group[i].Name, ["threads"] = threads, ["seconds"] = times[i].Median, ["flops"] = rate, ["of_neighbour"] = rate / even });
            }
        }
    }

    private static Action Run(DenseStep step) => () => step.Run();
}
