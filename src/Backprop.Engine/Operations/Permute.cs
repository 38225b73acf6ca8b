using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>Axes in another order: axis i of y is axis axes[i] of x; the gradient goes back by the inverse order.</summary>
public sealed class PermuteOp : Op
{
    private readonly int[] _axes;

    /// <summary>By this order (each axis once, from 0).</summary>
    public PermuteOp(int[] axes) => _axes = axes;

    /// <summary>For each axis of the result the axis of the input.</summary>
    public ReadOnlySpan<int> Axes => _axes;

    /// <inheritdoc/>
    public override string Name => "permute";

    /// <inheritdoc/>
    public override string Constants => $"axes: [{string.Join(", ", _axes)}]";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var sizes = new int[_axes.Length];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = inputs[0].Shape[_axes[i]];
        return [inputs[0] with { Shape = new(sizes) }];
    }

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (inputs[0].DType)
        {
            case DType.Float32: Run<float>(inputs[0], outputs[0], workers); break;
            case DType.Float64: Run<double>(inputs[0], outputs[0], workers); break;
            case DType.Int32: Run<int>(inputs[0], outputs[0], workers); break;
            default: Run<bool>(inputs[0], outputs[0], workers); break;
        }
    }

    private void Run<T>(Tensor x, Tensor y, Workers workers) where T : unmanaged =>
        Movement.Permute(x.Span<T>(), x.Shape, _axes, y.Writable<T>(), workers);

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var inverse = new int[_axes.Length];
        for (var i = 0; i < inverse.Length; i++)
            inverse[_axes[i]] = i;
        return [new PermuteOp(inverse).Apply(context.Grad())];
    }
}

public static partial class Ops
{
    /// <summary>Axes in another order: axis i of the result is axis <paramref name="axes"/>[i] of x; none reverses them.</summary>
    /// <exception cref="ShapeException">The axes are not each axis once.</exception>
    public static Tensor Permute(this Tensor x, params ReadOnlySpan<int> axes)
    {
        var order = new int[x.Rank];
        var seen = new bool[x.Rank];
        if (!axes.IsEmpty && axes.Length != x.Rank)
            throw WrongOrder(x, axes);
        var moved = false;
        for (var i = 0; i < order.Length; i++)
        {
            var axis = order[i] = axes.IsEmpty ? x.Rank - 1 - i : Axes.Of("permute", x.Shape, axes[i]);
            if (seen[axis])
                throw WrongOrder(x, axes);
            seen[axis] = true;
            moved |= axis != i;
        }

        return moved ? new PermuteOp(order).Apply(x) : x;
    }

    /// <summary>Two axes exchanged.</summary>
    public static Tensor Transpose(this Tensor x, int axisA = -2, int axisB = -1)
    {
        var order = Axes.All("transpose", x.Shape, []);
        var (a, b) = (Axes.Of("transpose", x.Shape, axisA), Axes.Of("transpose", x.Shape, axisB));
        (order[a], order[b]) = (b, a);
        return x.Permute(order);
    }

    private static ShapeException WrongOrder(Tensor x, ReadOnlySpan<int> axes) => new(
        $"'permute' of {x.Shape} needs each of its {x.Rank} axes once but got [{string.Join(", ", axes.ToArray())}]");
}
