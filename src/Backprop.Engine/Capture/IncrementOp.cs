namespace Backprop.Engine;

/// <summary>counter ← counter + 1, an int32 scalar.</summary>
internal sealed class IncrementOp(Variable target) : UpdateOp(target)
{
    /// <inheritdoc/>
    public override string Name => "increment";

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        Target.Writable<int>()[0]++;
        Target.Changed();
    }
}
