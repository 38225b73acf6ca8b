namespace Backprop.Onnx;

/// <summary>Ops that ONNX has, with the same inputs and no constants.</summary>
internal static class Direct
{
    public static OpMapping To(string type) => call => [call.Node(type, call.All)];
}
