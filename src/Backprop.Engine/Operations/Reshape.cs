namespace Backprop.Engine;

/// <summary>The same elements in the same order under another shape; shares the memory.</summary>
public sealed class ReshapeOp : Op
{
    private readonly Shape _shape;

    /// <summary>To this shape.</summary>
    public ReshapeOp(Shape shape) => _shape = shape;

    /// <inheritdoc/>
    public override string Name => "reshape";

    /// <inheritdoc/>
    public override string Constants => $"shape: {_shape}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => inputs[0].Shape.Count == _shape.Count
        ? [inputs[0] with { Shape = _shape }]
        : throw new ShapeException($"'reshape' cannot make {_shape} ({_shape.Count} elements) of {inputs[0].Shape} ({inputs[0].Shape.Count})");

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers) { }

    private protected override bool IsView => true;

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad().Reshape(context.Input().Shape)];
}

public static partial class Ops
{
    /// <summary>The same elements under another shape; one size may be −1 and is found from the rest.</summary>
    public static Tensor Reshape(this Tensor x, params ReadOnlySpan<int> sizes)
    {
        var open = sizes.IndexOf(-1);
        if (open < 0)
            return x.Reshape(new Shape(sizes));
        var complete = sizes.ToArray();
        var rest = 1;
        foreach (var size in sizes)
            rest *= size == -1 ? 1 : size;
        complete[open] = rest > 0 ? x.Count / rest : 0;
        return x.Reshape(new Shape(complete));
    }

    /// <summary>The same elements under another shape.</summary>
    /// <exception cref="ShapeException">The counts differ.</exception>
    public static Tensor Reshape(this Tensor x, Shape shape) => x.Shape == shape ? x : new ReshapeOp(shape).Apply(x);
}
