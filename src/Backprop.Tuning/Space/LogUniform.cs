namespace Backprop.Tuning;

/// <summary>A number whose logarithm is even between two bounds, to three significant digits: learning rates, weight decay.</summary>
public sealed record LogUniform : Dimension
{
    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    /// <exception cref="SettingsException">Not 0 &lt; low &lt; high &lt; ∞.</exception>
    public LogUniform(string name, double low, double high) : base(name)
    {
        if (!(low > 0 && low < high && double.IsFinite(high)))
            throw Bad(name, $"a range on a logarithmic scale needs 0 < low < high but is {Text(low)} … {Text(high)}");
        (Low, High) = (low, high);
    }

    /// <summary>The smallest value.</summary>
    public double Low { get; }

    /// <summary>The largest value.</summary>
    public double High { get; }

    /// <inheritdoc/>
    public override string At(double position) => Rounded(Elementary.Exp(Elementary.Log(Low) + position * (Elementary.Log(High) - Elementary.Log(Low))), Low, High);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Grid(int points) => [.. Steps(points).Select(At).Distinct()];

    /// <inheritdoc/>
    public override string Describe() => $"{Text(Low)} … {Text(High)}, log";
}
