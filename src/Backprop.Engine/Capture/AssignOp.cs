namespace Backprop.Engine;

/// <summary>variable ← input: what <see cref="Variable.Set"/> is in a captured step.</summary>
internal sealed class AssignOp(Variable target) : UpdateOp(target)
{
    /// <inheritdoc/>
    public override string Name => "assign";

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        Target.Overwrite(inputs[0]);
        Target.Changed();
    }
}
