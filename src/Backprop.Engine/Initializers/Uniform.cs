namespace Backprop.Engine;

/// <summary>Uniform in [low, high).</summary>
public sealed record Uniform : Initializer
{
    /// <inheritdoc/>
    public override string Name => "uniform";

    /// <summary>The least value.</summary>
    public double Low { get; init; } = -0.1;

    /// <summary>Above all values.</summary>
    public double High { get; init; } = 0.1;

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        if (!(Low <= High) || !double.IsFinite(High - Low))
            throw OutOfRange(nameof(High), High, $"finite and at least Low, {Low}");
        FillUniform(values, Low, High, random);
    }
}
