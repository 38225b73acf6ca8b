namespace Backprop.Engine;

/// <summary>y = min(max(x + 3, 0), 6) / 6 (Howard et al. 2019), for an input of any shape.</summary>
public sealed class HardSigmoid : Activation
{
    /// <inheritdoc/>
    public override string Kind => "hard_sigmoid";

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.HardSigmoid();
}
