using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>Sums, means and extremes over axes.</summary>
internal static class Reductions
{
    public static string[] Reduce(OnnxCall call)
    {
        var op = (ReduceOp)call.Op;
        var type = op.Name switch { "sum" => "ReduceSum", "mean" => "ReduceMean", "max" => "ReduceMax", _ => "ReduceMin" };
        // Of a scalar there is nothing to reduce, and no axes mean all.
        return op.Axes.IsEmpty
            ? [call.Node("Identity", [call[0]])]
            : [call.Node(type, [call[0], call.Graph.Ints([.. op.Axes.ToArray().Select(a => (long)a)])], Attribute.Of("keepdims", op.KeepAxes))];
    }

    public static string[] Position(OnnxCall call)
    {
        var op = (PositionOp)call.Op;
        var place = call.Node(op.Name == "argmax" ? "ArgMax" : "ArgMin", [call[0]], Attribute.Of("axis", (long)op.Axis), Attribute.Of("keepdims", op.KeepAxis));
        return [call.Node("Cast", [place], Attribute.Of("to", (long)DataType.Int32))];
    }

    public static string[] CumulativeSum(OnnxCall call)
    {
        var op = (CumulativeSumOp)call.Op;
        return [call.Node("CumSum", [call[0], call.Graph.Int(op.Axis)], Attribute.Of("reverse", op.Reverse))];
    }
}
