namespace Backprop.Engine;

/// <summary>0 everywhere: for biases. As a weight it would keep all units alike.</summary>
public sealed record Zeros : Initializer
{
    /// <inheritdoc/>
    public override string Name => "zeros";

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random) => values.Clear();
}
