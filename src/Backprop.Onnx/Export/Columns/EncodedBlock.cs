namespace Backprop.Onnx;

/// <summary>Columns of the network's input that stand together in one value [batch, width].</summary>
/// <param name="Value">The value, float32.</param>
/// <param name="Places">For each of its columns the place in the network's input.</param>
internal sealed record EncodedBlock(string Value, IReadOnlyList<int> Places);
