using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>The place of an extreme along one axis, as int32; it has no gradient.</summary>
public abstract class PositionOp : Op
{
    private protected PositionOp(int axis, bool keepAxis) => (Axis, KeepAxis) = (axis, keepAxis);

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <summary>Whether the axis stays, with size 1.</summary>
    public bool KeepAxis { get; }

    /// <inheritdoc/>
    public sealed override string Constants => $"axis: {Axis}{(KeepAxis ? ", keep" : "")}";

    /// <inheritdoc/>
    public sealed override bool Differentiable => false;

    /// <inheritdoc/>
    protected internal sealed override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = inputs[0].Shape;
        if (inputs[0].DType == DType.Boolean)
            throw new ShapeException($"'{Name}' works on numbers but got {inputs[0]}: use Convert");
        if (shape[Axis] == 0)
            throw new ShapeException($"'{Name}' over axis {Axis} of {shape} does not exist: the axis has no elements");
        return [new(DType.Int32, ReduceOp.Reduced(shape, [Axis], KeepAxis))];
    }

    /// <inheritdoc/>
    protected internal sealed override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (inputs[0].DType)
        {
            case DType.Float32: Run<float>(inputs[0], outputs[0]); break;
            case DType.Float64: Run<double>(inputs[0], outputs[0]); break;
            default: Run<int>(inputs[0], outputs[0]); break;
        }
    }

    private void Run<T>(Tensor x, Tensor y) where T : unmanaged, System.Numerics.INumber<T>
    {
        if (this is ArgMaxOp)
            Reduction.ArgMax(x.Span<T>(), x.Shape, Axis, y.Writable<int>());
        else
            Reduction.ArgMin(x.Span<T>(), x.Shape, Axis, y.Writable<int>());
    }
}
