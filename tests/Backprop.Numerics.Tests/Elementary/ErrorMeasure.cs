using System.Runtime.InteropServices;

namespace Backprop.Numerics.Tests;

/// <summary>Measures the largest error of each elementary function.</summary>
internal static class ErrorMeasure
{
    /// <summary>Against a file of references.py.</summary>
    public static IEnumerable<(string Name, double Error, string At)> Double(string path)
    {
        var values = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path)).ToArray();
        var count = values.Length / (3 * Functions.All.Length + 4);
        for (var f = 0; f < Functions.All.Length; f++)
        {
            var rows = values[(3 * f * count)..(3 * (f + 1) * count)];
            var x = new double[count];
            var y = new double[count];
            for (var i = 0; i < count; i++)
                x[i] = rows[3 * i];
            Functions.All[f].MapDouble(x, y);
            var worst = Enumerable.Range(0, count).MaxBy(i => Ulps(y[i], rows[3 * i + 1], rows[3 * i + 2]));
            yield return (Functions.All[f].Name, Ulps(y[worst], rows[3 * worst + 1], rows[3 * worst + 2]), $"{x[worst]:R}");
        }

        var powers = values[(3 * count * Functions.All.Length)..];
        var last = Enumerable.Range(0, count).MaxBy(Error);
        yield return ("pow", Error(last), $"{powers[4 * last]:R}, {powers[4 * last + 1]:R}");

        double Error(int i) => Ulps(Elementary.Pow(powers[4 * i], powers[4 * i + 1]), powers[4 * i + 2], powers[4 * i + 3]);
    }

    /// <summary>
    /// Every <paramref name="step"/>th float, the double precision values (libm's, for erf our own) taken as true.
    /// </summary>
    public static IEnumerable<(string Name, double Error, float At)> Single(uint step, string? only = null)
    {
        foreach (var function in Functions.All.Where(f => only is null || f.Name == only))
        {
            const int Batch = 4096;
            var (x, y) = (new float[Batch], new float[Batch]);
            var (worst, at) = (0.0, 0f);
            for (var first = 0UL; first < 1UL << 32; first += Batch * (ulong)step)
            {
                for (var i = 0; i < Batch; i++)
                    x[i] = BitConverter.UInt32BitsToSingle((uint)(first + (ulong)i * step));
                function.MapSingle(x, y);
                for (var i = 0; i < Batch; i++)
                {
                    var error = Ulps(y[i], function.Naive(x[i]));
                    if (error > worst)
                        (worst, at) = (error, x[i]);
                }
            }

            yield return (function.Name, worst, at);
        }

        var (powerWorst, powerAt) = (0.0, 0f);
        foreach (var (x, y) in Powers(100_000))
        {
            var error = Ulps(Elementary.Pow(x, y), Math.Pow(x, y));
            if (error > powerWorst)
                (powerWorst, powerAt) = (error, x);
        }

        yield return ("pow", powerWorst, powerAt);
    }

    // Pairs whose power is a normal float: x of any size, its power's exponent evenly spread.
    private static IEnumerable<(float X, float Y)> Powers(uint count)
    {
        var random = new Philox(1);
        for (var i = 0U; i < count; i++)
        {
            var x = (float)Math.Pow(2, 250 * random.Uniform(2 * i) - 125);
            yield return (x, (float)((250 * random.Uniform(2 * i + 1) - 125) / Math.Log2(x)));
        }
    }

    /// <summary>The distance of a double from high + low in units of high's last place.</summary>
    public static double Ulps(double got, double high, double low) =>
        got == high || (double.IsNaN(got) && double.IsNaN(high))
            ? Math.Abs(low) / Place(high)
            : double.IsFinite(got) ? Math.Abs(got - high - low) / Place(high)
            // Infinity for something that is just below may be half a place off.
            : double.IsInfinity(got) && Math.Abs(high) > double.MaxValue * (1 - 1e-15) ? 1 : double.PositiveInfinity;

    /// <summary>The distance of a float from a true value in units of the last place of the float next to that.</summary>
    public static double Ulps(float got, double value)
    {
        var nearest = (float)value;
        if (got == nearest || (float.IsNaN(got) && float.IsNaN(nearest)))
            return float.IsFinite(nearest) ? Math.Abs(nearest - value) / Place(nearest) : 0;
        if (float.IsInfinity(got) || float.IsInfinity(nearest))
            return Math.Abs(value) > float.MaxValue * 0.999999 && Math.Abs(value) < float.MaxValue * 1.000001
                && (float.IsInfinity(got) || Math.Abs(got) == float.MaxValue) ? 1 : double.PositiveInfinity;
        return float.IsNaN(got) ? double.PositiveInfinity : Math.Abs(got - value) / Place(nearest);
    }

    private static double Place(double x)
    {
        x = Math.Min(Math.Abs(x), double.MaxValue);
        return x == double.MaxValue ? x - Math.BitDecrement(x) : Math.BitIncrement(x) - x;
    }

    private static double Place(float x)
    {
        x = MathF.Min(MathF.Abs(x), float.MaxValue);
        return x == float.MaxValue ? (double)x - MathF.BitDecrement(x) : (double)MathF.BitIncrement(x) - x;
    }
}
