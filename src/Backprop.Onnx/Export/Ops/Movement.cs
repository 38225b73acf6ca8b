using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>Ops that move elements.</summary>
internal static class Movement
{
    public static string[] Concatenate(OnnxCall call) => [call.Node("Concat", call.All, Attribute.Of("axis", (long)((ConcatenateOp)call.Op).Axis))];

    public static string[] Expand(OnnxCall call)
    {
        // A size that stays is 1 here: it need not be known.
        var (from, to) = (call.Dims(0), call.OutputDims().ToArray());
        for (var i = 1; i <= from.Length; i++)
        {
            if (from[^i] == to[^i])
                to[^i] = new(0, 1);
        }

        return [call.Node("Expand", [call[0], call.Shape(to)])];
    }

    public static string[] Pad(OnnxCall call)
    {
        var op = (PadOp)call.Op;
        var pads = new long[2 * call.Rank(0)];
        (pads[op.Axis], pads[call.Rank(0) + op.Axis]) = (op.Before, op.After);
        return [call.Node("Pad", [call[0], call.Graph.Ints(pads), Value()])];

        string Value() => call.Type() is DataType.Int32 or DataType.Bool
            ? call.Graph.Initializer("pad", Tensor.Scalar(op.Value), call.Type())
            : call.Number(op.Value);
    }

    public static string[] Permute(OnnxCall call) =>
        [call.Node("Transpose", [call[0]], Attribute.Of("perm", ((PermuteOp)call.Op).Axes.ToArray().Select(a => (long)a)))];

    public static string[] Slice(OnnxCall call)
    {
        var op = (SliceOp)call.Op;
        call.KeepWide(0);
        // The end is behind the last place; before the first, counted from the end, a place that no axis has.
        var last = op.Start + ((op.Length - 1L) * op.Step);
        var end = op.Length == 0 ? op.Start : last + Math.Sign(op.Step);
        return [call.Node("Slice", [call.Raw(0), call.Graph.Ints(op.Start), call.Graph.Ints(end < 0 ? long.MinValue : end), call.Graph.Ints(op.Axis), call.Graph.Ints(op.Step)])];
    }

    public static string[] Split(OnnxCall call)
    {
        var op = (SplitOp)call.Op;
        return call.Graph.Nodes("Split", op.Sizes.Length, [call[0], call.Graph.Ints([.. op.Sizes.ToArray().Select(s => (long)s)])], Attribute.Of("axis", (long)op.Axis));
    }
}
