namespace Backprop.Onnx;

/// <summary>Ops on rows, a row being the last axis.</summary>
internal static class Rows
{
    public static string[] Softmax(OnnxCall call) => [call.Node("Softmax", [call[0]], Attribute.Of("axis", -1L))];

    public static string[] LogSoftmax(OnnxCall call) => [call.Node("LogSoftmax", [call[0]], Attribute.Of("axis", -1L))];

    public static string[] LogSumExp(OnnxCall call) => [call.Node("ReduceLogSumExp", [call[0], call.Graph.Ints(-1)], Attribute.Of("keepdims", false))];
}
