namespace Backprop.Engine;

/// <summary>y = tanh x, for an input of any shape.</summary>
public sealed class Tanh : Activation
{
    /// <inheritdoc/>
    public override string Kind => "tanh";

    /// <inheritdoc/>
    public override double Gain => 5.0 / 3;

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Tanh();
}
