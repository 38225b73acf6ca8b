using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>The same values in another dtype; to int32 cut towards zero and saturated. The gradient is converted back.</summary>
public sealed class ConvertOp : Op
{
    private readonly DType _dtype;

    /// <summary>To this dtype.</summary>
    public ConvertOp(DType dtype) => _dtype = dtype;

    /// <inheritdoc/>
    public override string Name => "convert";

    /// <inheritdoc/>
    public override string Constants => $"to: {_dtype.Name()}";

    /// <inheritdoc/>
    public override bool Differentiable => _dtype.IsFloat();

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0] with { DType = _dtype }];

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.All(inputs);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (inputs[0].DType)
        {
            case DType.Float32: To(inputs[0].Span<float>(), outputs[0]); break;
            case DType.Float64: To(inputs[0].Span<double>(), outputs[0]); break;
            case DType.Int32: To(inputs[0].Span<int>(), outputs[0]); break;
            default: To(inputs[0].Span<bool>(), outputs[0]); break;
        }
    }

    private static void To<T>(ReadOnlySpan<T> from, Tensor to) where T : unmanaged
    {
        switch (to.DType)
        {
            case DType.Float32: Elementwise.Convert(from, to.Writable<float>()); break;
            case DType.Float64: Elementwise.Convert(from, to.Writable<double>()); break;
            case DType.Int32: Elementwise.Convert(from, to.Writable<int>()); break;
            default: Elementwise.Convert(from, to.Writable<bool>()); break;
        }
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad().Convert(context.Input().DType)];
}

public static partial class Ops
{
    /// <summary>The same values in another dtype.</summary>
    public static Tensor Convert(this Tensor x, DType dtype) => x.DType == dtype ? x : new ConvertOp(dtype).Apply(x);
}
