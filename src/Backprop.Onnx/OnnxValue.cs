namespace Backprop.Onnx;

/// <summary>An input or output of an ONNX file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What an element is: <c>float</c>, <c>string</c>, ….</param>
/// <param name="Shape">As <c>[batch, 1]</c>; an open size without a name is <c>?</c>.</param>
/// <param name="Documentation">What the file says of it.</param>
public sealed record OnnxValue(string Name, string Type, string Shape, string Documentation);
