using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y[…, c] = 1 where c is the class number x[…], else 0; it has no gradient.</summary>
public sealed class OneHotOp : Op
{
    /// <summary>Of this many classes.</summary>
    public OneHotOp(int classes, DType dtype = DType.Float32) => (Classes, DType) = (classes, dtype);

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>The dtype of the result.</summary>
    public DType DType { get; }

    /// <inheritdoc/>
    public override string Name => "one_hot";

    /// <inheritdoc/>
    public override string Constants => $"classes: {Classes}, to: {DType.Name()}";

    /// <inheritdoc/>
    public override bool Differentiable => false;

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        if (Classes < 1)
            throw new ShapeException($"'one_hot' needs 1 or more classes but got {Classes}");
        return [new(DType, new([.. Require.Int(this, inputs[0], "class numbers").Shape.Sizes, Classes]))];
    }

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        var classes = inputs[0].Span<int>();
        switch (DType)
        {
            case DType.Float32: Indexing.OneHot(classes, Classes, 1f, outputs[0].Writable<float>()); break;
            case DType.Float64: Indexing.OneHot(classes, Classes, 1.0, outputs[0].Writable<double>()); break;
            case DType.Int32: Indexing.OneHot(classes, Classes, 1, outputs[0].Writable<int>()); break;
            default: Indexing.OneHot(classes, Classes, true, outputs[0].Writable<bool>()); break;
        }
    }
}

public static partial class Ops
{
    /// <summary>Class numbers (int32) as vectors of zeros with a one: [batch] gives [batch, classes].</summary>
    /// <exception cref="BackpropException">A number is not in [0, classes).</exception>
    public static Tensor OneHot(this Tensor x, int classes, DType dtype = DType.Float32) => new OneHotOp(classes, dtype).Apply(x);
}
