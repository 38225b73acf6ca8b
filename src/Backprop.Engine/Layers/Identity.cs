namespace Backprop.Engine;

/// <summary>y = x: where a layer is asked for and none is wanted.</summary>
public sealed class Identity : Activation
{
    /// <inheritdoc/>
    public override string Kind => "identity";

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input;
}
