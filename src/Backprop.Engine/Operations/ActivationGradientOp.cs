using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// The gradient of an activation y = f(x) in one go: dx = dy ⊙ f′, computed from s, which is x or, where f′ is simpler
/// from it, y. Its own gradient is written in ops: ds = g ⊙ dy ⊙ f″ and d(dy) = g ⊙ f′.
/// </summary>
/// <typeparam name="TKernel">dx from s and dy, element by element.</typeparam>
public abstract class ActivationGradientOp<TKernel> : Op where TKernel : struct, IBinaryParameterKernel
{
    private readonly TKernel _kernel;

    private protected ActivationGradientOp(TKernel kernel) => _kernel = kernel;

    /// <summary>The derivative of f′ by s, in ops; null where f is made of straight lines.</summary>
    private protected virtual Tensor? SecondDerivative(Tensor s) => null;

    /// <inheritdoc/>
    protected internal sealed override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => inputs[0].Shape == inputs[1].Shape
        ? [new(Require.SameFloat(this, inputs[0], inputs[1]), inputs[0].Shape)]
        : throw new ShapeException($"'{Name}' takes two tensors of one shape but got {inputs[0].Shape} and {inputs[1].Shape}");

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.All(inputs);

    /// <inheritdoc/>
    protected internal sealed override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], inputs[1], outputs[0], workers);
        else
            Run<double>(inputs[0], inputs[1], outputs[0], workers);
    }

    private void Run<T>(Tensor s, Tensor dy, Tensor dx, Workers workers) where T : unmanaged =>
        Elementwise.Zip(_kernel, s.Span<T>(), dy.Span<T>(), dx.Writable<T>(), workers);

    /// <inheritdoc/>
    protected internal sealed override Tensor?[] Gradient(in GradientContext context)
    {
        var (s, dy, g) = (context.Input(0), context.Input(1), context.Grad());
        return
        [
            context.Needs(0) && SecondDerivative(s) is { } second ? g * dy * second : null,
            context.Needs(1) ? Apply(s, g) : null,
        ];
    }
}
