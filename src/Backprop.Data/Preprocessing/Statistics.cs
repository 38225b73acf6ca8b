namespace Backprop.Data;

/// <summary>Figures of a list of numbers, summed in order.</summary>
internal static class Statistics
{
    /// <summary>The numbers that are not NaN, rising.</summary>
    public static double[] Present(double[] values)
    {
        var present = Array.FindAll(values, v => !double.IsNaN(v));
        if (!Array.TrueForAll(present, v => (byte)Math.Clamp(v, 0, 255) == v))
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

    /// <summary>Mean and standard deviation (by n) of the numbers that are not NaN; (0, 0) of none.</summary>
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
        var place = part * (rising.Length - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, rising.Length - 1);
        // Weighted from both sides, so that the difference of huge numbers cannot overflow.
        return low == high || rising[low] == rising[high] ? rising[low] : (rising[low] * (1 - (place - low))) + (rising[high] * (place - low));
    }
}
