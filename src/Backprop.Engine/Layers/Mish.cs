namespace Backprop.Engine;

/// <summary>y = x · tanh(softplus x) (Misra 2019), for an input of any shape.</summary>
public sealed class Mish : Activation
{
    /// <inheritdoc/>
    public override string Kind => "mish";

    /// <inheritdoc/>
    public override double Gain => Math.Sqrt(2);

    /// <inheritdoc/>
    public override Initializer WeightInitializer => new HeNormal { Gain = Gain };

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Mish();
}
