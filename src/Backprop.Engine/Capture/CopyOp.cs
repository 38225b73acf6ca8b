namespace Backprop.Engine;

/// <summary>The same values in memory of their own: for a result that is also something else.</summary>
internal sealed class CopyOp : Op
{
    internal static readonly CopyOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "copy";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0]];

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            inputs[0].Span<float>().CopyTo(outputs[0].Writable<float>());
        else
            inputs[0].Span<double>().CopyTo(outputs[0].Writable<double>());
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad()];
}
