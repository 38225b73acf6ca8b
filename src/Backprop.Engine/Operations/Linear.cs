using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// y = x · Wᵀ + b for x [rows…, in], W [out, in] and, if there is one, b [out], which is added last:
/// dx = dy · W, dW = dyᵀ · x, db = Σ dy.
/// </summary>
public sealed class LinearOp : Op
{
    internal static readonly LinearOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, weight) = (inputs[0].Shape, inputs[1].Shape);
        var dtype = Require.SameFloat(this, inputs[0], inputs[1]);
        if (weight.Rank != 2)
            throw new ShapeException($"'linear' takes a weight [out, in] but got {weight}");
        if (x.Rank < 2)
            throw new ShapeException($"'linear' ({weight[1]} → {weight[0]}) expects [batch, {weight[1]}] but got {x}: add the batch axis with Unsqueeze(0)");
        if (x[^1] != weight[1])
        {
            throw new ShapeException(
                $"'linear' ({weight[1]} → {weight[0]}) expects [batch, {weight[1]}] but got {x}: "
                + $"give it {weight[1]} features, or make the weight [{weight[0]}, {x[^1]}]");
        }

        if (inputs.Length > 2)
        {
            Require.SameFloat(this, inputs[0], inputs[2]);
            if (inputs[2].Shape != weight[0])
                throw new ShapeException($"'linear' ({weight[1]} → {weight[0]}) takes a bias [{weight[0]}] but got {inputs[2].Shape}");
        }

        return [new(dtype, x.With(-1, weight[0]))];
    }

    /// <inheritdoc/>
    protected internal override long Flops(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        2L * outputs[0].Shape.Count * inputs[1].Shape[1];

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => inputs.Length == 2 ? [true, false] : [true, false, false];

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs, outputs[0], workers);
        else
            Run<double>(inputs, outputs[0], workers);
    }

    private static void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor y, Workers workers)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var weight = inputs[1];
        var (width, features) = (weight.Shape[0], weight.Shape[1]);
        var rows = 1;
        foreach (var size in y.Shape.Sizes[..^1])
            rows *= size;
        MatrixProduct.Multiply(inputs[0].Span<T>(), false, weight.Span<T>(), true, y.Writable<T>(), rows, width, features, workers);
        if (inputs.Length < 3)
            return;
        if (workers.Count > 1)
            BinaryOp<AddOp.Kernel>.Run<T>(y, inputs[2], y, workers);
        else
            Elementwise.AddRow(y.Writable<T>(), inputs[2].Span<T>());
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var (x, weight, dy) = (context.Input(0), context.Input(1), context.Grad());
        var result = new Tensor?[context.Inputs.Length];
        if (context.Needs(0))
            result[0] = dy.MatMul(weight);
        if (context.Needs(1))
            result[1] = Flat(dy).MatMul(Flat(x), transposeA: true);
        if (result.Length > 2 && context.Needs(2))
            result[2] = dy.SumTo(context.Input(2).Shape);
        return result;

        static Tensor Flat(Tensor rows) => rows.Rank == 2 ? rows : rows.Reshape(-1, rows.Shape[^1]);
    }

    /// <inheritdoc/>
    protected internal override Tensor[]? Compose(Tensor[] inputs)
    {
        var product = inputs[0].MatMul(inputs[1], transposeB: true);
        return [inputs.Length > 2 ? product + inputs[2] : product];
    }
}

public static partial class Ops
{
    /// <summary>
    /// x · Wᵀ + b: x [batch, in] (more leading axes are more rows), weight [out, in], bias [out] or none, give [batch, out].
    /// </summary>
    /// <exception cref="ShapeException">The sizes do not fit.</exception>
    public static Tensor Linear(this Tensor x, Tensor weight, Tensor? bias = null) =>
        bias is null ? LinearOp.Instance.Apply(x, weight) : LinearOp.Instance.Apply(x, weight, bias);
}
