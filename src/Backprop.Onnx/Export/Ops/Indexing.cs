using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>Ops that choose elements by number.</summary>
internal static class Indexing
{
    public static string[] Gather(OnnxCall call) =>
        [call.Node("GatherElements", [call[0], call[1]], Attribute.Of("axis", (long)((GatherOp)call.Op).Axis))];

    public static string[] IndexSelect(OnnxCall call) =>
        [call.Node("Gather", [call[0], call[1]], Attribute.Of("axis", (long)((IndexSelectOp)call.Op).Axis))];

    public static string[] OneHot(OnnxCall call)
    {
        var op = (OneHotOp)call.Op;
        var places = call.Graph.Longs("classes", [.. Enumerable.Range(0, op.Classes).Select(i => (long)i)], op.Classes);
        var wide = call.Node("Unsqueeze", [call.Node("Cast", [call[0]], Attribute.Of("to", (long)DataType.Int64)), call.Graph.Ints(-1)]);
        var hot = call.Node("Equal", [wide, places]);
        return [call.OutputType() == DataType.Bool ? hot : call.Node("Cast", [hot], Attribute.Of("to", (long)call.OutputType()))];
    }

    public static string[] Scatter(OnnxCall call)
    {
        var zeros = call.Node("Expand", [call.Number(0), call.Shape(call.OutputDims())]);
        return [call.Node("ScatterElements", [zeros, call[1], call[0]], Attribute.Of("axis", (long)((ScatterOp)call.Op).Axis), Attribute.Of("reduction", "add"))];
    }
}
