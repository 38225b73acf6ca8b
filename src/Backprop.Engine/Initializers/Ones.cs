namespace Backprop.Engine;

/// <summary>1 everywhere: for the scale of norms.</summary>
public sealed record Ones : Initializer
{
    /// <inheritdoc/>
    public override string Name => "ones";

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random) => values.Fill(1);
}
