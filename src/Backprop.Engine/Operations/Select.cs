using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>d = condition ? a : b, broadcast: da = dd where the condition holds, else 0; db the other way round.</summary>
public sealed class SelectOp : Op
{
    internal static readonly SelectOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "select";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        if (inputs[0].DType != DType.Boolean)
            throw new ShapeException($"'select' takes a boolean condition but got {inputs[0]}: use a comparison such as Greater");
        var dtype = Require.Same(this, inputs[1], inputs[2]);
        if (dtype == DType.Boolean)
            throw new ShapeException($"'select' chooses between numbers but got {inputs[1]} and {inputs[2]}: use Convert(DType.Int32)");
        var both = inputs[1] with { Shape = Require.Broadcast(this, inputs[1], inputs[2]) };
        return [new(dtype, Require.Broadcast(this, inputs[0], both))];
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.Broadcast(inputs, outputs[0]);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (inputs[1].DType)
        {
            case DType.Float32: Run<float>(inputs[0], inputs[1], inputs[2], outputs[0], workers); break;
            case DType.Float64: Run<double>(inputs[0], inputs[1], inputs[2], outputs[0], workers); break;
            default: Run<int>(inputs[0], inputs[1], inputs[2], outputs[0], workers); break;
        }
    }

    private static void Run<T>(Tensor condition, Tensor a, Tensor b, Tensor d, Workers workers) where T : unmanaged =>
        Elementwise.Select(
            condition.Span<bool>(), condition.Shape, a.Span<T>(), a.Shape, b.Span<T>(), b.Shape, d.Writable<T>(), d.Shape, workers);

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var (condition, dd) = (context.Input(0), context.Grad());
        return
        [
            null,
            context.Needs(1) ? Ops.Select(condition, dd, 0) : null,
            context.Needs(2) ? Ops.Select(condition, 0, dd) : null,
        ];
    }
}

public static partial class Ops
{
    /// <summary>Where the condition holds <paramref name="a"/>, elsewhere <paramref name="b"/>; all broadcast to each other.</summary>
    public static Tensor Select(Tensor condition, Tensor a, Tensor b) => SelectOp.Instance.Apply(condition, a, b);

    /// <summary>Where the condition holds <paramref name="a"/>, elsewhere a number.</summary>
    public static Tensor Select(Tensor condition, Tensor a, double b) => Select(condition, a, a.Constant(b));

    /// <summary>Where the condition holds a number, elsewhere <paramref name="b"/>.</summary>
    public static Tensor Select(Tensor condition, double a, Tensor b) => Select(condition, b.Constant(a), b);
}
