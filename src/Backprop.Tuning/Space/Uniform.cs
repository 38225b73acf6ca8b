namespace Backprop.Tuning;

/// <summary>A number even between two bounds, in steps: dropout.</summary>
public sealed record Uniform : Dimension
{
    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    /// <exception cref="SettingsException">Not −∞ &lt; low &lt; high &lt; ∞.</exception>
    public Uniform(string name, double low, double high) : base(name)
    {
        if (!(low < high && double.IsFinite(low) && double.IsFinite(high)))
            throw Bad(name, $"a range needs low < high but is {Text(low)} … {Text(high)}");
        (Low, High) = (low, high);
    }

    /// <summary>The smallest value.</summary>
    public double Low { get; }

    /// <summary>The largest value.</summary>
    public double High { get; }

    /// <inheritdoc/>
    // A hundredth of the range is as much as a search can tell apart.
    public override string At(double position) => Rounded(Low + Math.Round(position * 100) / 100 * (High - Low), Low, High);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Grid(int points) => [.. Steps(points).Select(At).Distinct()];

    /// <inheritdoc/>
    public override string Describe() => $"{Text(Low)} … {Text(High)}";
}
