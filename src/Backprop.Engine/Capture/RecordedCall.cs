namespace Backprop.Engine;

/// <summary>One use of an op in a <see cref="Recording"/>.</summary>
/// <param name="Op">The op.</param>
/// <param name="Inputs">Inputs of the recording, outputs of other calls, variables or constants; or reshaped ones of these.</param>
/// <param name="Outputs">Tensors without values.</param>
/// <param name="Layer">The path of the layer it belongs to, such as <c>layers.0</c>; empty for the whole network.</param>
public sealed record RecordedCall(Op Op, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs, string Layer);
