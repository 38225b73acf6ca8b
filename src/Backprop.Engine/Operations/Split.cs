using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>Parts of these sizes along one axis, one output each; the gradients are put together again.</summary>
public sealed class SplitOp : Op
{
    private readonly int[] _sizes;

    /// <summary>Along this axis (from 0).</summary>
    public SplitOp(int axis, int[] sizes) => (Axis, _sizes) = (axis, sizes);

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <summary>Each part's size along the axis.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;

    /// <inheritdoc/>
    public override string Name => "split";

    /// <inheritdoc/>
    public override string Constants => $"axis: {Axis}, sizes: [{string.Join(", ", _sizes)}]";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = inputs[0].Shape;
        if (_sizes.Length == 0 || Array.Exists(_sizes, size => size < 0) || _sizes.Sum(size => (long)size) != shape[Axis])
        {
            throw new ShapeException(
                $"'split' of {shape} along axis {Axis} needs sizes that add up to {shape[Axis]} but got [{string.Join(", ", _sizes)}]");
        }

        var input = inputs[0];
        return Array.ConvertAll(_sizes, size => input with { Shape = shape.With(Axis, size) });
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, Axis > 0);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (inputs[0].DType)
        {
            case DType.Float32: Run<float>(inputs[0], outputs); break;
            case DType.Float64: Run<double>(inputs[0], outputs); break;
            case DType.Int32: Run<int>(inputs[0], outputs); break;
            default: Run<bool>(inputs[0], outputs); break;
        }
    }

    private void Run<T>(Tensor x, ReadOnlySpan<Tensor> outputs) where T : unmanaged
    {
        Span<int> starts = stackalloc int[x.Rank];
        starts.Clear();
        foreach (var y in outputs)
        {
            Movement.Slice(x.Span<T>(), x.Shape, starts, [], y.Shape.Sizes, y.Writable<T>());
            starts[Axis] += y.Shape[Axis];
        }
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var parts = new Tensor[_sizes.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = context.Grad(i);
        return [Ops.Concatenate(Axis, parts)];
    }
}

public static partial class Ops
{
    /// <summary>Parts of these sizes along an axis: [2, 8] along axis 1 by 3 and 5 gives [2, 3] and [2, 5].</summary>
    /// <exception cref="ShapeException">The sizes do not add up to the axis.</exception>
    public static Tensor[] Split(this Tensor x, int axis, params ReadOnlySpan<int> sizes) =>
        new SplitOp(Axes.Of("split", x.Shape, axis), sizes.ToArray()).ApplyAll(x);
}
