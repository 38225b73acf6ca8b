namespace Backprop.Engine;

/// <summary>y = max(x, 0) (Nair and Hinton 2010), for an input of any shape.</summary>
public sealed class Relu : Activation
{
    /// <inheritdoc/>
    public override string Kind => "relu";

    /// <inheritdoc/>
    public override double Gain => Math.Sqrt(2);

    /// <inheritdoc/>
    public override Initializer WeightInitializer => new HeNormal { Gain = Gain };

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Relu();
}
