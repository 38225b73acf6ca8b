namespace Backprop.Engine;

/// <summary>One recorded use of an op in a step that is being captured.</summary>
internal sealed record TracedCall(Op Op, Tensor[] Inputs, Tensor[] Outputs)
{
    public TensorSpec[] InputSpecs { get; } = Array.ConvertAll(Inputs, t => t.Spec);

    public TensorSpec[] OutputSpecs { get; } = Array.ConvertAll(Outputs, t => t.Spec);
}
