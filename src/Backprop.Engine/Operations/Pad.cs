using System.Globalization;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>x with a border of one value before and after along one axis; the gradient of the border is dropped.</summary>
public sealed class PadOp : Op
{
    /// <summary>Along this axis (from 0).</summary>
    public PadOp(int axis, int before, int after, double value = 0) => (Axis, Before, After, Value) = (axis, before, after, value);

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <summary>How many are put before.</summary>
    public int Before { get; }

    /// <summary>How many are put after.</summary>
    public int After { get; }

    /// <summary>The border's value.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override string Name => "pad";

    /// <inheritdoc/>
    public override string Constants => string.Create(
        CultureInfo.InvariantCulture, $"axis: {Axis}, before: {Before}, after: {After}{(Value == 0 ? "" : $", value: {Value}")}");

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = inputs[0].Shape;
        if (Before < 0 || After < 0)
            throw new ShapeException($"'pad' of {shape} puts 0 or more before and after axis {Axis} but got {Before} and {After}: take away with Slice");
        return [inputs[0] with { Shape = shape.With(Axis, checked(Before + shape[Axis] + After)) }];
    }

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (inputs[0].DType)
        {
            case DType.Float32: Run(inputs[0], outputs[0], (float)Value); break;
            case DType.Float64: Run(inputs[0], outputs[0], Value); break;
            case DType.Int32: Run(inputs[0], outputs[0], checked((int)Value)); break;
            default: Run(inputs[0], outputs[0], Value != 0); break;
        }
    }

    private void Run<T>(Tensor x, Tensor y, T value) where T : unmanaged
    {
        Span<int> before = stackalloc int[x.Rank], after = stackalloc int[x.Rank];
        before.Clear();
        after.Clear();
        (before[Axis], after[Axis]) = (Before, After);
        Movement.Pad(x.Span<T>(), x.Shape, before, after, value, y.Writable<T>());
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [context.Grad().Slice(Axis, Before, context.Input().Shape[Axis])];
}

public static partial class Ops
{
    /// <summary>x with <paramref name="before"/> and <paramref name="after"/> elements of one value around it along an axis.</summary>
    /// <exception cref="ShapeException">A border is negative.</exception>
    public static Tensor Pad(this Tensor x, int axis, int before, int after, double value = 0) =>
        new PadOp(Axes.Of("pad", x.Shape, axis), before, after, value).Apply(x);
}
