namespace Backprop.Engine;

/// <summary>y = x · σ(x), also called swish (Ramachandran, Zoph and Le 2017), for an input of any shape.</summary>
public sealed class Silu : Activation
{
    /// <inheritdoc/>
    public override string Kind => "silu";

    /// <inheritdoc/>
    public override double Gain => Math.Sqrt(2);

    /// <inheritdoc/>
    public override Initializer WeightInitializer => new HeNormal { Gain = Gain };

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Silu();
}
