using System.Diagnostics;

namespace Backprop.Cli;

/// <summary>
/// Times works side by side: each in short rounds, in turn (a, b, a, b …), so that what disturbs the machine for a while
/// disturbs all of them.
/// </summary>
internal sealed record Timing
{
    /// <summary>Seconds a round lasts, about; work that takes longer runs once a round.</summary>
    public double Round { get; init; } = 0.1;

    /// <summary>Rounds of each work; the median counts.</summary>
    public int Rounds { get; init; } = 9;

    /// <summary>Seconds of each work before the first round: the JIT's tiers, caches, sleeping threads.</summary>
    public double WarmUp { get; init; } = 0.4;

    /// <summary>Checked between rounds.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>Seconds of one run of each work, by round.</summary>
    public Times[] InTurn(params ReadOnlySpan<Action> works)
    {
        var counts = new int[works.Length];
        var rounds = new double[works.Length][];
        for (var w = 0; w < works.Length; w++)
        {
            counts[w] = Math.Max(1, (int)(Round / Warm(works[w])));
            rounds[w] = new double[Rounds];
        }

        for (var r = 0; r < Rounds; r++)
        {
            for (var w = 0; w < works.Length; w++)
            {
                Cancel.ThrowIfCancellationRequested();
                // The other work's threads may still spin, and its data fill the caches: not this work's time.
                for (var ready = Stopwatch.GetTimestamp(); counts[w] > 4 && Stopwatch.GetElapsedTime(ready).TotalSeconds < Math.Min(0.003, Round / 5);)
                    works[w]();
                rounds[w][r] = Run(works[w], counts[w]);
            }
        }

        return [.. rounds.Select(r => new Times(r))];
    }

    // Seconds a run, from the last part of the warm-up.
    private double Warm(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        var (count, time) = (1, Run(work, 1));
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUp)
        {
            Cancel.ThrowIfCancellationRequested();
            count = Math.Clamp((int)(WarmUp / 8 / Math.Max(time, 1e-9)), 1, 4 * count);
            time = Run(work, count);
        }

        return Math.Max(time, 1e-9);
    }

    private static double Run(Action work, int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
    }
}
