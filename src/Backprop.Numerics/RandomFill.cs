using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics;

/// <summary>
/// Fills memory with random numbers. Element i is a function of (seed, stream, step, i) alone, whatever the length: a
/// longer fill begins with the shorter one. The same bits on every machine.
/// </summary>
public static class RandomFill
{
    // Words drawn at a time; a multiple of the 32 that are drawn together.
    private const int Chunk = 512;

    /// <summary>
    /// Uniform in [0, 1): a float has 24 random bits, the upper ones of word i; a double 53, of words 2i and 2i + 1
    /// (<see cref="Philox.Uniform"/>).
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Uniform<T>(Philox stream, uint step, Span<T> values) where T : unmanaged
    {
        Span<uint> words = stackalloc uint[Chunk];
        if (typeof(T) == typeof(float))
        {
            var floats = MemoryMarshal.Cast<T, float>(values);
            for (var start = 0; start < floats.Length; start += Chunk)
            {
                var part = floats.Slice(start, Math.Min(Chunk, floats.Length - start));
                PhiloxWords.Fill(stream, step, (uint)start / 4, words[..((part.Length + 3) & ~3)]);
                for (var i = 0; i < part.Length; i++)
                    part[i] = (words[i] >> 8) * (1f / (1 << 24));
            }
        }
        else
        {
            var doubles = MemoryMarshal.Cast<T, double>(FloatsOnly(values));
            for (var start = 0; start < doubles.Length; start += Chunk / 2)
            {
                var part = doubles.Slice(start, Math.Min(Chunk / 2, doubles.Length - start));
                PhiloxWords.Fill(stream, step, (uint)start / 2, words[..((2 * part.Length + 3) & ~3)]);
                for (var i = 0; i < part.Length; i++)
                    part[i] = Bits53(words, 2 * i) * (1.0 / (1UL << 53));
            }
        }
    }

    /// <summary>
    /// Normal with mean 0 and variance 1. Elements 2j and 2j + 1 are √(−2 ln u) · (cos 2πv, sin 2πv) for u in (0, 1], v in
    /// [0, 1) (Box and Muller 1958), computed in double precision. For floats u and v are words 2j and 2j + 1, all 32 bits;
    /// for doubles they have 53 bits and come from block j.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normal<T>(Philox stream, uint step, Span<T> values) where T : unmanaged
    {
        var elements = typeof(T) == typeof(float) ? Chunk : Chunk / 2;
        Span<uint> words = stackalloc uint[Chunk];
        Span<double> u = stackalloc double[Chunk / 2], v = stackalloc double[Chunk / 2];
        if (typeof(T) == typeof(float))
        {
            var floats = MemoryMarshal.Cast<T, float>(values);
            for (var start = 0; start < floats.Length; start += elements)
            {
                var part = floats.Slice(start, Math.Min(elements, floats.Length - start));
                var pairs = (part.Length + 1) / 2;
                PhiloxWords.Fill(stream, step, (uint)start / 4, words[..((part.Length + 3) & ~3)]);
                for (var j = 0; j < pairs; j++)
                    (u[j], v[j]) = ((words[2 * j] + 1.0) * (1.0 / (1UL << 32)), words[2 * j + 1] * (1.0 / (1UL << 32)));
                Pairs(u[..pairs], v[..pairs]);
                for (var i = 0; i < part.Length; i++)
                    part[i] = (float)(i % 2 == 0 ? u : v)[i / 2];
            }
        }
        else
        {
            var doubles = MemoryMarshal.Cast<T, double>(FloatsOnly(values));
            for (var start = 0; start < doubles.Length; start += elements)
            {
                var part = doubles.Slice(start, Math.Min(elements, doubles.Length - start));
                var pairs = (part.Length + 1) / 2;
                PhiloxWords.Fill(stream, step, (uint)start / 2, words[..((2 * part.Length + 3) & ~3)]);
                for (var j = 0; j < pairs; j++)
                    (u[j], v[j]) = ((Bits53(words, 4 * j) + 1) * (1.0 / (1UL << 53)), Bits53(words, 4 * j + 2) * (1.0 / (1UL << 53)));
                Pairs(u[..pairs], v[..pairs]);
                for (var i = 0; i < part.Length; i++)
                    part[i] = (i % 2 == 0 ? u : v)[i / 2];
            }
        }
    }

    /// <summary>True with this probability: where word i is below probability · 2³².</summary>
    /// <exception cref="SettingsException">The probability is not in [0, 1].</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bernoulli(Philox stream, uint step, double probability, Span<bool> values)
    {
        var threshold = Threshold(probability);
        Span<uint> words = stackalloc uint[Chunk];
        for (var start = 0; start < values.Length; start += Chunk)
        {
            var part = values.Slice(start, Math.Min(Chunk, values.Length - start));
            PhiloxWords.Fill(stream, step, (uint)start / 4, words[..((part.Length + 3) & ~3)]);
            for (var i = 0; i < part.Length; i++)
                part[i] = words[i] < threshold;
        }
    }

    /// <summary>
    /// <paramref name="value"/> where <see cref="Bernoulli"/> of the same arguments is true, else 0: a dropout mask, when
    /// the value is 1 / (probability to keep).
    /// </summary>
    /// <param name="stream">Where the words come from.</param>
    /// <param name="step">The step.</param>
    /// <param name="probability">Of <paramref name="value"/>.</param>
    /// <param name="value">What is not 0.</param>
    /// <param name="values">Filled.</param>
    /// <param name="first">The number of the first element, a multiple of 4: part of a longer fill.</param>
    /// <exception cref="SettingsException">The probability is not in [0, 1].</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mask<T>(Philox stream, uint step, double probability, T value, Span<T> values, int first = 0) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(first % 4, 0);
        var threshold = Threshold(probability);
        if (threshold > uint.MaxValue)
        {
            values.Fill(value);
            return;
        }

        Span<uint> words = stackalloc uint[Chunk];
        var below = (uint)threshold;
        for (var start = 0; start < values.Length; start += Chunk)
        {
            var part = values.Slice(start, Math.Min(Chunk, values.Length - start));
            PhiloxWords.Fill(stream, step, (uint)(first + start) / 4, words[..((part.Length + 3) & ~3)]);
            var i = 0;
            if (typeof(T) == typeof(float))
            {
                // Branches on random numbers would be guessed wrong half of the time.
                var (limit, kept) = (Vector256.Create(below), Vector256.Create(value).AsUInt32());
                ref var from = ref MemoryMarshal.GetReference(words);
                ref var to = ref Unsafe.As<T, uint>(ref MemoryMarshal.GetReference(part));
                for (; i <= part.Length - 8; i += 8)
                    (Vector256.LessThan(Vector256.LoadUnsafe(ref from, (nuint)i), limit) & kept).StoreUnsafe(ref to, (nuint)i);
            }

            for (; i < part.Length; i++)
                part[i] = words[i] < below ? value : default;
        }
    }

    private static ulong Threshold(double probability) =>
        probability is >= 0 and <= 1
            ? (ulong)(probability * (1UL << 32))
            : throw new SettingsException($"a probability must be in [0, 1] but is {probability.ToString(CultureInfo.InvariantCulture)}");

    private static double Bits53(ReadOnlySpan<uint> words, int i) => (((ulong)words[i] << 32) | words[i + 1]) >> 11;

    // (u, v) becomes √(−2 ln u) · (cos 2πv, sin 2πv).
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pairs(Span<double> u, Span<double> v)
    {
        Elementwise.Map<Radius, double>(u, u);
        Span<double> sine = stackalloc double[v.Length];
        Elementwise.Map<SineOfTurns, double>(v, sine);
        Elementwise.Map<CosineOfTurns, double>(v, v);
        for (var j = 0; j < u.Length; j++)
            (u[j], v[j]) = (u[j] * v[j], u[j] * sine[j]);
    }

    private static Span<T> FloatsOnly<T>(Span<T> values) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? values
            : throw new NotSupportedException($"random numbers are float or double, not {typeof(T).Name}");

    private readonly struct Radius : IUnaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            Vectors.Sqrt(Vectors.Broadcast<T>(-2) * Elementary.Log(x));
    }

    private readonly struct SineOfTurns : IUnaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            Elementary.Sin(Vectors.Broadcast<T>(2 * Math.PI) * x);
    }

    private readonly struct CosineOfTurns : IUnaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            Elementary.Cos(Vectors.Broadcast<T>(2 * Math.PI) * x);
    }
}
