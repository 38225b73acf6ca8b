using System.Runtime.CompilerServices;

namespace Backprop.Engine;

/// <summary>
/// One operation on tensors, whole in one file: its shape rule, its kernel call and its gradient rule, the last written
/// in ops. An op holds only constants (axes, slopes); it is immutable and may be shared.
/// </summary>
public abstract class Op
{
    /// <summary>The name it is printed and registered under, such as <c>tanh</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The constants as people read them, such as <c>axes: [1]</c>; empty if there are none.</summary>
    public virtual string Constants => "";

    /// <summary>Whether a gradient goes through it. A comparison has none.</summary>
    public virtual bool Differentiable => true;

    /// <summary>The shape rule: dtypes and shapes of the outputs.</summary>
    /// <exception cref="ShapeException">The inputs do not fit; the message names both shapes and a remedy.</exception>
    protected internal abstract TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs);

    /// <summary>The kernel call: writes every element of the outputs. The inputs may not be written.</summary>
    protected internal abstract void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers);

    /// <summary>
    /// The gradient rule: from the outputs' gradients, one for each input (null where none was asked for or none exists).
    /// A gradient may have the shape that its input was broadcast to: the engine sums it back. By default the rule follows
    /// from <see cref="Compose"/>.
    /// </summary>
    protected internal virtual Tensor?[] Gradient(in GradientContext context)
    {
        var inputs = context.Inputs;
        Tensor[] composed;
        using (Execution.Record())
        {
            composed = Compose(inputs.ToArray())
                ?? throw new NotSupportedException($"the op '{Name}' has neither a gradient rule nor a composition");
        }

        var gradients = new Tensor[composed.Length];
        for (var i = 0; i < composed.Length; i++)
            gradients[i] = context.Grad(i);
        return Gradients.OfComposition(composed, gradients, inputs, context);
    }

    /// <summary>
    /// The same outputs from simpler ops: the readable twin of a fused op, what tests hold it against and what is
    /// differentiated when a gradient is differentiated again. Null for an op that is simple itself.
    /// </summary>
    protected internal virtual Tensor[]? Compose(Tensor[] inputs) => null;

    /// <summary>The memory of an output, for <see cref="Run"/> to write every element of, and for nothing else.</summary>
    /// <exception cref="ShapeException">The dtype is another one.</exception>
    protected static Span<T> Write<T>(Tensor output) where T : unmanaged => output.Writable<T>();

    /// <summary>Computes the first output, and records the call if a gradient may be asked for.</summary>
    public Tensor Apply(params ReadOnlySpan<Tensor> inputs) => ApplyAll(inputs)[0];

    /// <summary>Computes the outputs, and records the call if a gradient may be asked for.</summary>
    public Tensor[] ApplyAll(params ReadOnlySpan<Tensor> inputs)
    {
        // Few inputs, the usual case, need no array.
        var few = new FewSpecs();
        var specs = inputs.Length <= FewSpecs.Length ? ((Span<TensorSpec>)few)[..inputs.Length] : new TensorSpec[inputs.Length];
        var needsGradient = false;
        for (var i = 0; i < inputs.Length; i++)
        {
            specs[i] = inputs[i].Spec;
            needsGradient |= inputs[i].NeedsGradient;
        }

        var outputSpecs = Infer(specs);
        var outputs = new Tensor[outputSpecs.Length];
        if (Tracer.Current is { } tracer && Tracer.Records(this, inputs))
        {
            for (var i = 0; i < outputs.Length; i++)
                outputs[i] = IsView ? inputs[0].View(outputSpecs[i].Shape) : Tensor.Symbol(outputSpecs[i]);
            if (!IsView)
                tracer.Record(this, inputs, outputs);
        }
        else
        {
            for (var i = 0; i < outputs.Length; i++)
                outputs[i] = IsView ? inputs[0].View(outputSpecs[i].Shape) : Tensor.Zeros(outputSpecs[i].Shape, outputSpecs[i].DType);
            Run(inputs, outputs, Execution.Workers);
        }

        if (needsGradient && Differentiable && !Execution.GradientsOff)
        {
            var call = new OpCall(this, inputs.ToArray(), outputs);
            foreach (var output in outputs)
            {
                if (!output.DType.IsFloat())
                    continue;
                output.NeedsGradient = true;
                output.Producer = call;
            }
        }

        return outputs;
    }

    [InlineArray(Length)]
    private struct FewSpecs
    {
        public const int Length = 4;
        private TensorSpec _first;
    }

    // A view (reshape) shares its input's memory.
    private protected virtual bool IsView => false;

    /// <summary>
    /// Whether rows (places of the first axis) of the outputs can be computed apart from other rows, with the same bits:
    /// null if not; else, for each input, whether it is cut like the outputs (true) or needed whole (false). Captured steps
    /// run such ops block by block, each block on one thread and in its cache.
    /// </summary>
    protected internal virtual bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => null;

    /// <summary>Floating-point operations of a call, a multiply-add counted as two; one for each element unless overridden.</summary>
    protected internal virtual long Flops(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        var count = 0L;
        foreach (var output in outputs)
            count = Math.Max(count, output.Shape.Count);
        foreach (var input in inputs)
            count = Math.Max(count, input.Shape.Count);
        return count;
    }

    /// <summary>As <c>sum(axes: [1])</c>.</summary>
    public override string ToString() => Constants.Length == 0 ? Name : $"{Name}({Constants})";
}
