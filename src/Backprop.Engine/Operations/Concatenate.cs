using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>Tensors one after the other along an axis; the gradient is split again.</summary>
public sealed class ConcatenateOp : Op
{
    /// <summary>Along this axis (from 0).</summary>
    public ConcatenateOp(int axis) => Axis = axis;

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override string Name => "concatenate";

    /// <inheritdoc/>
    public override string Constants => $"axis: {Axis}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var first = inputs[0];
        var size = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            var shape = inputs[i].Shape;
            Require.Same(this, first, inputs[i]);
            if (shape.Rank != first.Shape.Rank || shape.With(Axis, first.Shape[Axis]) != first.Shape)
            {
                throw new ShapeException(
                    $"'concatenate' along axis {Axis} needs all other sizes to be equal but got {first.Shape} and, as number {i}, {shape}: "
                    + "Reshape, Slice or Pad it, or take another axis");
            }

            size = checked(size + shape[Axis]);
        }

        return [first with { Shape = first.Shape.With(Axis, size) }];
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, Axis > 0);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (outputs[0].DType)
        {
            case DType.Float32: Run<float>(inputs, outputs[0]); break;
            case DType.Float64: Run<double>(inputs, outputs[0]); break;
            case DType.Int32: Run<int>(inputs, outputs[0]); break;
            default: Run<bool>(inputs, outputs[0]); break;
        }
    }

    private void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor y) where T : unmanaged
    {
        var position = 0;
        foreach (var x in inputs)
        {
            Movement.Concatenate(x.Span<T>(), x.Shape, Axis, position, y.Writable<T>(), y.Shape);
            position += x.Shape[Axis];
        }
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var result = new Tensor?[context.Inputs.Length];
        var position = 0;
        for (var i = 0; i < result.Length; i++)
        {
            var size = context.Input(i).Shape[Axis];
            if (context.Needs(i))
                result[i] = context.Grad().Slice(Axis, position, size);
            position += size;
        }

        return result;
    }
}

public static partial class Ops
{
    /// <summary>Tensors one after the other along an axis: [2, 3] and [2, 5] along axis 1 give [2, 8].</summary>
    /// <exception cref="ShapeException">There is none, or other sizes or dtypes differ.</exception>
    public static Tensor Concatenate(int axis, params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.IsEmpty)
            throw new ShapeException("'concatenate' puts tensors together but got none: give at least one");
        axis = Axes.Of("concatenate", tensors[0].Shape, axis);
        return tensors.Length == 1 ? tensors[0] : new ConcatenateOp(axis).Apply(tensors);
    }

    /// <summary>Tensors of one shape side by side along a new axis: two of [2, 3] along axis 0 give [2, 2, 3].</summary>
    /// <exception cref="ShapeException">There is none, or shapes or dtypes differ.</exception>
    public static Tensor Stack(int axis, params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.IsEmpty)
            throw new ShapeException("'stack' puts tensors together but got none: give at least one");
        var shape = tensors[0].Shape;
        axis = Axes.New("stack", shape, axis);
        var parts = new Tensor[tensors.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (tensors[i].Shape != shape)
                throw new ShapeException($"'stack' needs equal shapes but got {shape} and, as number {i}, {tensors[i].Shape}: Reshape, Slice or Pad it");
            parts[i] = tensors[i].Unsqueeze(axis);
        }

        return Concatenate(axis, parts);
    }
}
