using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Cli;

/// <summary>
/// The most float32 operations a second that a loop reaches which stays in registers: fused multiply-adds, each two
/// operations, in enough chains to hide their latency. No product can be faster.
/// </summary>
internal static class FmaPeak
{
    // A millisecond or so: a helper that sleeps wakes in time to take its part.
    private const int Steps = 400_000;

    /// <summary>Bits of the vectors that the processor has and .NET uses, the widest first.</summary>
    public static IReadOnlyList<int> Widths { get; } =
        [.. new[] { 512, 256, 128 }.Where(w => w == 128 || (w == 512 ? Vector512.IsHardwareAccelerated : Vector256.IsHardwareAccelerated))];

    /// <summary>Operations a second over all threads: the best of several rounds.</summary>
    /// <param name="bits">A width of <see cref="Widths"/>.</param>
    /// <param name="workers">Each thread runs the loop.</param>
    /// <param name="seconds">How long it is looked for.</param>
    public static double Measure(int bits, Workers workers, double seconds)
    {
        var results = new float[16 * workers.Count];
        var flops = 2.0 * Steps * workers.Count * bits / 32 * (bits == 512 ? 20 : 12);
        Action<int> body = bits switch
        {
            512 => part => results[16 * part] = Run512(Steps),
            256 => part => results[16 * part] = Run256(Steps),
            _ => part => results[16 * part] = Run128(Steps),
        };
        var (best, start) = (double.MaxValue, Stopwatch.GetTimestamp());
        do
        {
            var round = Stopwatch.GetTimestamp();
            workers.For(workers.Count, body);
            best = Math.Min(best, Stopwatch.GetElapsedTime(round).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return flops / best;
    }

    // x ← x·a + b goes to b / (1 − a): no overflow, no denormals. The result is used, so that nothing is left out.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run512(int steps)
    {
        var (a, b) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
        var (x0, x1, x2, x3, x4, x5, x6, x7, x8, x9) = (b, b, b, b, b, b, b, b, b, b);
        var (y0, y1, y2, y3, y4, y5, y6, y7, y8, y9) = (b, b, b, b, b, b, b, b, b, b);
        for (var i = 0; i < steps; i++)
        {
            x0 = Vector512.FusedMultiplyAdd(x0, a, b);
            x1 = Vector512.FusedMultiplyAdd(x1, a, b);
            x2 = Vector512.FusedMultiplyAdd(x2, a, b);
            x3 = Vector512.FusedMultiplyAdd(x3, a, b);
            x4 = Vector512.FusedMultiplyAdd(x4, a, b);
            x5 = Vector512.FusedMultiplyAdd(x5, a, b);
            x6 = Vector512.FusedMultiplyAdd(x6, a, b);
            x7 = Vector512.FusedMultiplyAdd(x7, a, b);
            x8 = Vector512.FusedMultiplyAdd(x8, a, b);
            x9 = Vector512.FusedMultiplyAdd(x9, a, b);
            y0 = Vector512.FusedMultiplyAdd(y0, a, b);
            y1 = Vector512.FusedMultiplyAdd(y1, a, b);
            y2 = Vector512.FusedMultiplyAdd(y2, a, b);
            y3 = Vector512.FusedMultiplyAdd(y3, a, b);
            y4 = Vector512.FusedMultiplyAdd(y4, a, b);
            y5 = Vector512.FusedMultiplyAdd(y5, a, b);
            y6 = Vector512.FusedMultiplyAdd(y6, a, b);
            y7 = Vector512.FusedMultiplyAdd(y7, a, b);
            y8 = Vector512.FusedMultiplyAdd(y8, a, b);
            y9 = Vector512.FusedMultiplyAdd(y9, a, b);
        }

        return (x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + y0 + y1 + y2 + y3 + y4 + y5 + y6 + y7 + y8 + y9)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run256(int steps)
    {
        var (a, b) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
        var (x0, x1, x2, x3, x4, x5) = (b, b, b, b, b, b);
        var (y0, y1, y2, y3, y4, y5) = (b, b, b, b, b, b);
        for (var i = 0; i < steps; i++)
        {
            x0 = Vector256.FusedMultiplyAdd(x0, a, b);
            x1 = Vector256.FusedMultiplyAdd(x1, a, b);
            x2 = Vector256.FusedMultiplyAdd(x2, a, b);
            x3 = Vector256.FusedMultiplyAdd(x3, a, b);
            x4 = Vector256.FusedMultiplyAdd(x4, a, b);
            x5 = Vector256.FusedMultiplyAdd(x5, a, b);
            y0 = Vector256.FusedMultiplyAdd(y0, a, b);
            y1 = Vector256.FusedMultiplyAdd(y1, a, b);
            y2 = Vector256.FusedMultiplyAdd(y2, a, b);
            y3 = Vector256.FusedMultiplyAdd(y3, a, b);
            y4 = Vector256.FusedMultiplyAdd(y4, a, b);
            y5 = Vector256.FusedMultiplyAdd(y5, a, b);
        }

        return (x0 + x1 + x2 + x3 + x4 + x5 + y0 + y1 + y2 + y3 + y4 + y5)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run128(int steps)
    {
        var (a, b) = (Vector128.Create(0.999f), Vector128.Create(0.001f));
        var (x0, x1, x2, x3, x4, x5) = (b, b, b, b, b, b);
        var (y0, y1, y2, y3, y4, y5) = (b, b, b, b, b, b);
        for (var i = 0; i < steps; i++)
        {
            x0 = Vector128.FusedMultiplyAdd(x0, a, b);
            x1 = Vector128.FusedMultiplyAdd(x1, a, b);
            x2 = Vector128.FusedMultiplyAdd(x2, a, b);
            x3 = Vector128.FusedMultiplyAdd(x3, a, b);
            x4 = Vector128.FusedMultiplyAdd(x4, a, b);
            x5 = Vector128.FusedMultiplyAdd(x5, a, b);
            y0 = Vector128.FusedMultiplyAdd(y0, a, b);
            y1 = Vector128.FusedMultiplyAdd(y1, a, b);
            y2 = Vector128.FusedMultiplyAdd(y2, a, b);
            y3 = Vector128.FusedMultiplyAdd(y3, a, b);
            y4 = Vector128.FusedMultiplyAdd(y4, a, b);
            y5 = Vector128.FusedMultiplyAdd(y5, a, b);
        }

        return (x0 + x1 + x2 + x3 + x4 + x5 + y0 + y1 + y2 + y3 + y4 + y5)[0];
    }
}
