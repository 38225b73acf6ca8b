using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y[…, start + i · step, …] = x[…, i, …] along one axis, zero elsewhere: the adjoint of <see cref="SliceOp"/>.</summary>
public sealed class PlaceOp : Op
{
    /// <summary>Into an axis of this size.</summary>
    public PlaceOp(int axis, int start, int step, int size) => (Axis, Start, Step, Size) = (axis, start, step, size);

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <summary>The first place, from 0.</summary>
    public int Start { get; }

    /// <summary>From one place to the next.</summary>
    public int Step { get; }

    /// <summary>The size of the axis of the result.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public override string Name => "place";

    /// <inheritdoc/>
    public override string Constants => $"axis: {Axis}, start: {Start}, step: {Step}, size: {Size}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = Require.Float(this, inputs[0]).Shape.With(Axis, Size);
        SliceOp.Check(this, shape, Axis, Start, inputs[0].Shape[Axis], Step);
        return [inputs[0] with { Shape = shape }];
    }

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], outputs[0]);
        else
            Run<double>(inputs[0], outputs[0]);
    }

    private void Run<T>(Tensor x, Tensor y) where T : unmanaged
    {
        Span<int> starts = stackalloc int[x.Rank], steps = stackalloc int[x.Rank];
        starts.Clear();
        steps.Fill(1);
        (starts[Axis], steps[Axis]) = (Start, Step);
        var target = y.Writable<T>();
        target.Clear();
        Movement.WriteSlice(x.Span<T>(), x.Shape.Sizes, starts, steps, target, y.Shape);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [context.Grad().Slice(Axis, Start, context.Input().Shape[Axis], Step)];
}
