namespace Backprop.Onnx;

/// <summary>A tensor of the recording, and how its sizes depend on the batch.</summary>
internal readonly record struct Place(Recording Recording, Tensor Tensor, Dim[] Dims);
