namespace Backprop.Tuning;

/// <summary>A whole number whose logarithm is even between two bounds: epochs, widths.</summary>
public sealed record IntLog : Dimension
{
    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    /// <exception cref="SettingsException">Not 1 ≤ low ≤ high.</exception>
    public IntLog(string name, int low, int high) : base(name)
    {
        if (low < 1 || low > high)
            throw Bad(name, $"a range on a logarithmic scale needs 1 ≤ low ≤ high but is {Text(low)} … {Text(high)}");
        (Low, High) = (low, high);
    }

    /// <summary>The smallest value.</summary>
    public int Low { get; }

    /// <summary>The largest value.</summary>
    public int High { get; }

    /// <inheritdoc/>
    public override string At(double position)
    {
        // Half a unit beyond both ends, so that the ends are as likely as their neighbours.
        var (low, high) = (Elementary.Log(Low - 0.5), Elementary.Log(High + 0.5));
        return Text((int)Math.Clamp(Math.Round(Elementary.Exp(low + position * (high - low))), Low, High));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Grid(int points)
    {
        var (low, high) = (Elementary.Log((double)Low), Elementary.Log((double)High));
        return [.. Steps(points).Select(p => Text((int)Math.Clamp(Math.Round(Elementary.Exp(low + p * (high - low))), Low, High))).Distinct()];
    }

    /// <inheritdoc/>
    public override string Describe() => $"{Text(Low)} … {Text(High)}, log";
}
