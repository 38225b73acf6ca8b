using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backprop.Cli;

/// <summary>What a loop does with memory.</summary>
internal enum MemoryUse
{
    /// <summary>Reads every byte.</summary>
    Read,

    /// <summary>Writes every byte, by ordinary stores.</summary>
    Write,

    /// <summary>Reads one half and writes the other; both count.</summary>
    Copy,
}

/// <summary>Bytes a second that whole vectors move, in order, to and from a cache or memory.</summary>
internal static class MemorySpeed
{
    private const int Line = 64;

    /// <summary>Bytes a second over all threads: the best of several rounds.</summary>
    /// <param name="use">What is done.</param>
    /// <param name="bytes">Bytes of each thread's own area.</param>
    /// <param name="workers">The threads.</param>
    /// <param name="seconds">How long it is looked for.</param>
    public static double Measure(MemoryUse use, long bytes, Workers workers, double seconds)
    {
        var half = (int)(bytes / 2 / sizeof(float) / 128 * 128);
        var areas = new Area[workers.Count];
        var sinks = new float[16 * areas.Length];
        workers.For(areas.Length, part => areas[part] = new Area(2 * half)); // each thread touches its own pages first
        var passes = Math.Max(1, (int)(32_000_000 / (2L * half * sizeof(float)))); // enough for the clock, whatever disturbs the next lines
        void Body(int part)
        {
            var area = areas[part];
            for (var pass = 0; pass < passes; pass++)
            {
                switch (use)
                {
                    case MemoryUse.Read: sinks[16 * part] += Read(area.Values); break;
                    case MemoryUse.Write: Write(area.Values, pass); break;
                    default: Copy(area.Values[..half], area.Values[half..]); break;
                }
            }
        }

        // A round is a millisecond or more: a helper that sleeps wakes in time to take its part.
        for (var round = Stopwatch.GetTimestamp(); ; passes *= 2, round = Stopwatch.GetTimestamp())
        {
            workers.For(areas.Length, Body);
            if (Stopwatch.GetElapsedTime(round).TotalMilliseconds > 1.5)
                break;
        }

        var (best, start) = (double.MaxValue, Stopwatch.GetTimestamp());
        do
        {
            var round = Stopwatch.GetTimestamp();
            workers.For(areas.Length, Body);
            best = Math.Min(best, Stopwatch.GetElapsedTime(round).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return 2.0 * half * sizeof(float) * passes * areas.Length / best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Read(ReadOnlySpan<float> values)
    {
        ref var x = ref MemoryMarshal.GetReference(values);
        if (Vector512.IsHardwareAccelerated)
        {
            var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
            for (nuint i = 0; i < (nuint)values.Length; i += 64)
            {
                a ^= Vector512.LoadUnsafe(ref x, i);
                b ^= Vector512.LoadUnsafe(ref x, i + 16);
                c ^= Vector512.LoadUnsafe(ref x, i + 32);
                d ^= Vector512.LoadUnsafe(ref x, i + 48);
            }

            return (a ^ b ^ c ^ d)[0];
        }

        var (e, f, g, h) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (nuint i = 0; i < (nuint)values.Length; i += 32)
        {
            e ^= Vector256.LoadUnsafe(ref x, i);
            f ^= Vector256.LoadUnsafe(ref x, i + 8);
            g ^= Vector256.LoadUnsafe(ref x, i + 16);
            h ^= Vector256.LoadUnsafe(ref x, i + 24);
        }

        return (e ^ f ^ g ^ h)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Write(Span<float> values, float value)
    {
        ref var y = ref MemoryMarshal.GetReference(values);
        if (Vector512.IsHardwareAccelerated)
        {
            var v = Vector512.Create(value);
            for (nuint i = 0; i < (nuint)values.Length; i += 64)
            {
                v.StoreUnsafe(ref y, i);
                v.StoreUnsafe(ref y, i + 16);
                v.StoreUnsafe(ref y, i + 32);
                v.StoreUnsafe(ref y, i + 48);
            }

            return;
        }

        var w = Vector256.Create(value);
        for (nuint i = 0; i < (nuint)values.Length; i += 32)
        {
            w.StoreUnsafe(ref y, i);
            w.StoreUnsafe(ref y, i + 8);
            w.StoreUnsafe(ref y, i + 16);
            w.StoreUnsafe(ref y, i + 24);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Copy(ReadOnlySpan<float> from, Span<float> to)
    {
        ref var x = ref MemoryMarshal.GetReference(from);
        ref var y = ref MemoryMarshal.GetReference(to);
        if (Vector512.IsHardwareAccelerated)
        {
            for (nuint i = 0; i < (nuint)from.Length; i += 64)
            {
                Vector512.LoadUnsafe(ref x, i).StoreUnsafe(ref y, i);
                Vector512.LoadUnsafe(ref x, i + 16).StoreUnsafe(ref y, i + 16);
                Vector512.LoadUnsafe(ref x, i + 32).StoreUnsafe(ref y, i + 32);
                Vector512.LoadUnsafe(ref x, i + 48).StoreUnsafe(ref y, i + 48);
            }

            return;
        }

        for (nuint i = 0; i < (nuint)from.Length; i += 32)
        {
            Vector256.LoadUnsafe(ref x, i).StoreUnsafe(ref y, i);
            Vector256.LoadUnsafe(ref x, i + 8).StoreUnsafe(ref y, i + 8);
            Vector256.LoadUnsafe(ref x, i + 16).StoreUnsafe(ref y, i + 16);
            Vector256.LoadUnsafe(ref x, i + 24).StoreUnsafe(ref y, i + 24);
        }
    }

    // Floats that begin at a cache line and stay where they are: a vector that crosses lines costs two accesses.
    private sealed class Area
    {
        private readonly float[] _array;
        private readonly int _start, _count;

        public Area(int count)
        {
            _array = GC.AllocateUninitializedArray<float>(count + Line / sizeof(float), pinned: true);
            _start = (int)((Line - (long)Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0) % Line) % Line / sizeof(float));
            _count = count;
            Values.Fill(1);
        }

        public Span<float> Values => _array.AsSpan(_start, _count);
    }
}
