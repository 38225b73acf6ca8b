namespace Backprop.Tuning;

/// <summary>One of some values, all equally likely: batch sizes, layers, activations.</summary>
public sealed record Choice : Dimension
{
    /// <summary>Of these values.</summary>
    /// <exception cref="SettingsException">There are none, or one stands there twice.</exception>
    public Choice(string name, params IEnumerable<string> values) : base(name)
    {
        Values = [.. values];
        if (Values.Count == 0)
            throw Bad(name, "there is nothing to choose from");
        if (Values.GroupBy(v => v, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Bad(name, $"'{twice.Key}' stands there twice");
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <inheritdoc/>
    public override string At(double position) => Values[Math.Min((int)(position * Values.Count), Values.Count - 1)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Grid(int points) => Values;

    /// <inheritdoc/>
    public override string Describe() => string.Join(" | ", Values);
}
