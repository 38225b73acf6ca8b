namespace Backprop.Engine;

/// <summary>y = x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019), for an input of any shape.</summary>
public sealed class HardSwish : Activation
{
    /// <inheritdoc/>
    public override string Kind => "hard_swish";

    /// <inheritdoc/>
    public override double Gain => Math.Sqrt(2);

    /// <inheritdoc/>
    public override Initializer WeightInitializer => new HeNormal { Gain = Gain };

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.HardSwish();
}
