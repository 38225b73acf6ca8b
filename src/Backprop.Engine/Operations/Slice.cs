using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y[…, i, …] = x[…, start + i · step, …] along one axis; the gradient is put back in its place among zeros.</summary>
public sealed class SliceOp : Op
{
    /// <summary>Of this axis (from 0), from this start (from 0).</summary>
    public SliceOp(int axis, int start, int length, int step = 1) => (Axis, Start, Length, Step) = (axis, start, length, step);

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <summary>The first place, from 0.</summary>
    public int Start { get; }

    /// <summary>How many places.</summary>
    public int Length { get; }

    /// <summary>From one place to the next; negative runs backwards.</summary>
    public int Step { get; }

    /// <inheritdoc/>
    public override string Name => "slice";

    /// <inheritdoc/>
    public override string Constants => $"axis: {Axis}, start: {Start}, length: {Length}{(Step == 1 ? "" : $", step: {Step}")}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = inputs[0].Shape;
        Check(this, shape, Axis, Start, Length, Step);
        return [inputs[0] with { Shape = shape.With(Axis, Length) }];
    }

    internal static void Check(Op op, Shape shape, int axis, int start, int length, int step)
    {
        var size = shape[axis];
        var last = start + (length - 1L) * step;
        if (length >= 0 && step != 0 && (length == 0 || (start >= 0 && start < size && last >= 0 && last < size)))
            return;
        throw new ShapeException(
            $"'{op.Name}' of {length} from {start}{(step == 1 ? "" : $" in steps of {step}")} does not fit axis {axis} of {shape}: "
            + (step == 0 ? "a step is not 0" : length < 0 ? "a length is 0 or more" : size == 0 ? "it has no elements" : $"its places are 0 to {size - 1}"));
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, Axis > 0);

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

    private void Run<T>(Tensor x, Tensor y) where T : unmanaged
    {
        Span<int> starts = stackalloc int[x.Rank], steps = stackalloc int[x.Rank];
        starts.Clear();
        steps.Fill(1);
        (starts[Axis], steps[Axis]) = (Start, Step);
        Movement.Slice(x.Span<T>(), x.Shape, starts, steps, y.Shape.Sizes, y.Writable<T>());
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [new PlaceOp(Axis, Start, Step, context.Input().Shape[Axis]).Apply(context.Grad())];
}

public static partial class Ops
{
    /// <summary>x[…, start + i · step, …] for i in [0, length) along one axis; a negative start counts from the end.</summary>
    /// <exception cref="ShapeException">It leaves the axis.</exception>
    public static Tensor Slice(this Tensor x, int axis, int start, int length, int step = 1)
    {
        axis = Axes.Of("slice", x.Shape, axis);
        var size = x.Shape[axis];
        return start == 0 && length == size && step == 1
            ? x
            : new SliceOp(axis, start < 0 ? start + size : start, length, step).Apply(x);
    }
}
