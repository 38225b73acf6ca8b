namespace Backprop.Cli;

/// <summary>Seconds of one run of a work, a mean for each round.</summary>
internal sealed record Times(double[] Rounds)
{
    /// <summary>The middle round, seconds.</summary>
    public double Median { get; } = MedianOf(Rounds);

    /// <summary>The fastest round, seconds: what the machine does when nothing disturbs it.</summary>
    public double Least { get; } = Rounds.Min();

    /// <summary>The middle of some values; of an even number, the mean of the two in the middle.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>As people read it: <c>3.41 µs</c>, <c>128 ms</c>.</summary>
    public static string Text(double seconds)
    {
        var (value, unit) = seconds switch
        {
            < 1e-6 => (seconds * 1e9, "ns"),
            < 1e-3 => (seconds * 1e6, "µs"),
            < 1 => (seconds * 1e3, "ms"),
            _ => (seconds, "s"),
        };
        return FormattableString.Invariant($"{Digits(value)} {unit}");
    }

    /// <summary>Three digits that count, not in powers of ten.</summary>
    public static string Digits(double value) => value.ToString(
        Math.Abs(value) switch { >= 99.95 => "0", >= 9.995 => "0.0", _ => "0.00" }, System.Globalization.CultureInfo.InvariantCulture);
}
