namespace Backprop.Engine;

/// <summary>One step of a backward pass, as <see cref="Gradients.Trace"/> saw it.</summary>
/// <param name="Call">The op call that gradients went through.</param>
/// <param name="OutputGradients">∂loss/∂output for each output; null where nothing used it.</param>
/// <param name="InputGradients">What this call adds to ∂loss/∂input, for each input; null where none was asked for.</param>
public sealed record BackwardStep(OpCall Call, IReadOnlyList<Tensor?> OutputGradients, IReadOnlyList<Tensor?> InputGradients);
