namespace Backprop.Tuning;

/// <summary>A whole number, all between two bounds equally likely.</summary>
public sealed record IntUniform : Dimension
{
    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    /// <exception cref="SettingsException">Low is above high.</exception>
    public IntUniform(string name, int low, int high) : base(name)
    {
        if (low > high)
            throw Bad(name, $"a range needs low ≤ high but is {Text(low)} … {Text(high)}");
        (Low, High) = (low, high);
    }

    /// <summary>The smallest value.</summary>
    public int Low { get; }

    /// <summary>The largest value.</summary>
    public int High { get; }

    /// <inheritdoc/>
    public override string At(double position) => Text((int)Math.Min(High, Low + Math.Floor(position * ((double)High - Low + 1))));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Grid(int points) => [.. Steps(points).Select(p => Text((int)Math.Round(Low + p * ((double)High - Low)))).Distinct()];

    /// <inheritdoc/>
    public override string Describe() => $"{Text(Low)} … {Text(High)}";
}
