using System.Runtime.CompilerServices;

namespace Backprop.Data;

/// <summary>Figures of a list of numbers, summed in order.</summary>
internal static class Statistics
{
    /// <summary>The numbers that are not NaN, rising.</summary>
    public static double[] Present(double[] values)
    {
        var present = Unsorted(values, out var bytes);
        if (!bytes)
        {
            Array.Sort(present); // ties are equal numbers: their order cannot be seen
            return present;
        }

        // Bytes (pixels) are counted.
        var counts = new int[256];
        foreach (var value in present)
            counts[(byte)value]++;
        for (int value = 0, start = 0; value < 256; start += counts[value++])
            present.AsSpan(start, counts[value]).Fill(value);
        return present;
    }

    /// <summary>The numbers that are not NaN, in their order, and whether all are whole and from 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Unsorted(double[] values, out bool bytes)
    {
        var present = new double[values.Length];
        var count = 0;
        bytes = true;
        foreach (var value in values)
            if (!double.IsNaN(value))
            {
                present[count++] = value;
                bytes &= (byte)Math.Clamp(value, 0, 255) == value;
            }

        return count == present.Length ? present : present.AsSpan(0, count).ToArray();
    }

    /// <summary>Mean and standard deviation (by n) of the numbers that are not NaN; (0, 0) of none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Mean, double Deviation) MeanAndDeviation(double[] values)
    {
        double sum = 0, squares = 0;
        var count = 0;
        foreach (var value in values)
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }

        if (count == 0)
            return (0, 0);
        var mean = sum / count;
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
            if (!double.IsNaN(value))
            {
                squares += (value - mean) * (value - mean);
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
            }

        // Equal numbers have no deviation, whatever rounding says of their mean.
        return (mean, least == most ? 0 : Math.Sqrt(squares / count));
    }

    /// <summary>A quantile of rising numbers, straight lines between neighbours.</summary>
    public static double Quantile(double[] rising, double part)
    {
        var (place, low, high) = Place(rising.Length, part);
        return Between(rising[low], rising[high], place - low);
    }

    /// <summary>The same of numbers in any order, none of them NaN, which are then in another one.</summary>
    public static double QuantileOf(double[] values, double part)
    {
        var (place, low, high) = Place(values.Length, part);
        Select(values, low);
        var above = values[low];
        if (high > low)
        {
            above = double.PositiveInfinity;
            foreach (var value in values.AsSpan(high))
                above = Math.Min(above, value);
        }

        return Between(values[low], above, place - low);
    }

    private static (double Place, int Low, int High) Place(int count, double part)
    {
        var place = part * (count - 1);
        return (place, (int)place, Math.Min((int)place + 1, count - 1));
    }

    // Weighted from both sides, so that the difference of huge numbers cannot overflow.
    private static double Between(double low, double high, double share) => low == high ? low : (low * (1 - share)) + (high * share);

    // Puts the number of a rank at its place, none larger before it, none smaller behind it (Hoare 1961).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Select(double[] values, int rank)
    {
        int first = 0, last = values.Length - 1;
        for (var rounds = 64; first < last; rounds--)
        {
            if (rounds == 0)
            {
                Array.Sort(values, first, last - first + 1); // bad luck with the pivots
                return;
            }

            var (a, b, c) = (values[first], values[first + ((last - first) / 2)], values[last]);
            var pivot = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
            int i = first, j = last;
            while (i <= j)
            {
                while (values[i] < pivot)
                    i++;
                while (values[j] > pivot)
                    j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j)
                last = j;
            else if (rank >= i)
                first = i;
            else
                return;
        }
    }
}
