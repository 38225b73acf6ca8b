namespace Backprop.Engine;

/// <summary>One run of a layer in a <see cref="Recording"/>.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">What went in.</param>
/// <param name="Output">What came out; the input itself if the layer does nothing in prediction.</param>
public sealed record RecordedLayer(Module Layer, Tensor Input, Tensor Output);
