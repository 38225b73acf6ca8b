namespace Backprop.Engine;

/// <summary>One value everywhere.</summary>
/// <param name="Value">The value.</param>
public sealed record ConstantValue(double Value = 0) : Initializer
{
    /// <inheritdoc/>
    public override string Name => "constant";

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random) => values.Fill(Value);
}
