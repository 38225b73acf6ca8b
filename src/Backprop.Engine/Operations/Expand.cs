using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>Repeats axes of size 1 (and adds axes in front) by NumPy's rule; the gradient is summed over them.</summary>
public sealed class ExpandOp : Op
{
    private readonly Shape _shape;

    /// <summary>To this shape.</summary>
    public ExpandOp(Shape shape) => _shape = shape;

    /// <inheritdoc/>
    public override string Name => "expand";

    /// <inheritdoc/>
    public override string Constants => $"shape: {_shape}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => inputs[0].Shape.CanExpandTo(_shape)
        ? [inputs[0] with { Shape = _shape }]
        : throw new ShapeException(
            $"'expand' cannot repeat {inputs[0].Shape} to {_shape}: aligned at the last axis, each size must be the same or 1");

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (inputs[0].DType)
        {
            case DType.Float32: Run<float>(inputs[0], outputs[0]); break;
            case DType.Float64: Run<double>(inputs[0], outputs[0]); break;
            case DType.Int32: Run<int>(inputs[0], outputs[0]); break;
            default: Run<bool>(inputs[0], outputs[0]); break;
        }
    }

    private static void Run<T>(Tensor x, Tensor y) where T : unmanaged =>
        Elementwise.Expand(x.Span<T>(), x.Shape, y.Writable<T>(), y.Shape);

    // The engine sums over the repeated axes.
    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad()];
}

public static partial class Ops
{
    /// <summary>Repeated along axes of size 1, and along new axes in front, to a shape.</summary>
    public static Tensor Expand(this Tensor x, Shape shape) => x.Shape == shape ? x : new ExpandOp(shape).Apply(x);
}
