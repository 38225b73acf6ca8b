namespace Backprop.Engine;

/// <summary>y = σ(x) = 1 / (1 + e⁻ˣ), for an input of any shape.</summary>
public sealed class Sigmoid : Activation
{
    /// <inheritdoc/>
    public override string Kind => "sigmoid";

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Sigmoid();
}
