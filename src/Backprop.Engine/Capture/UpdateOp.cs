namespace Backprop.Engine;

/// <summary>An op of a captured step that changes a variable in place and gives nothing: the only ops with an effect.</summary>
internal abstract class UpdateOp(Variable target) : Op
{
    /// <summary>What it changes.</summary>
    public Variable Target => target;

    /// <inheritdoc/>
    public override string Constants => target.Name;

    /// <inheritdoc/>
    public override bool Differentiable => false;

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [];

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [null];
}
