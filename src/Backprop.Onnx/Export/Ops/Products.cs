namespace Backprop.Onnx;

/// <summary>Products of matrices.</summary>
internal static class Products
{
    public static string[] Linear(OnnxCall call)
    {
        if (call.Rank(0) == 2)
            return [call.Node("Gemm", call.All, Attribute.Of("transB", 1L))];
        var product = call.Node("MatMul", [call[0], call.Node("Transpose", [call[1]], Attribute.Of("perm", [1L, 0]))]);
        return [call.Inputs == 2 ? product : call.Node("Add", [product, call[2]])];
    }

    public static string[] MatMul(OnnxCall call)
    {
        var op = (MatMulOp)call.Op;
        if (call.Rank(0) == 2 && call.Rank(1) == 2 && (op.TransposeA || op.TransposeB))
            return [call.Node("Gemm", call.All, Attribute.Of("transA", op.TransposeA), Attribute.Of("transB", op.TransposeB))];
        return [call.Node("MatMul", [Turned(0, op.TransposeA), Turned(1, op.TransposeB)])];

        string Turned(int input, bool transpose)
        {
            if (!transpose)
                return call[input];
            var order = Enumerable.Range(0, call.Rank(input)).Select(axis => (long)axis).ToArray();
            (order[^1], order[^2]) = (order[^2], order[^1]);
            return call.Node("Transpose", [call[input]], Attribute.Of("perm", order));
        }
    }
}
