namespace Backprop.Onnx;

/// <summary>Operators that compute numbers.</summary>
internal static class Arithmetic
{
    /// <summary>Of two inputs, broadcast; known whole numbers are computed with at once.</summary>
    public static NodeRule Of(Func<Tensor, Tensor, Tensor> op, Func<long, long, long> whole) => node =>
    {
        var (a, b) = (node.Value(0), node.Value(1));
        if (a.Whole is not { } x || b.Whole is not { } y || (x.Length != y.Length && x.Length != 1 && y.Length != 1))
            return NodeRules.Out(op(a.Tensor, b.Tensor));
        var result = new long[x.Length == 1 ? y.Length : x.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = whole(x[x.Length == 1 ? 0 : i], y[y.Length == 1 ? 0 : i]);
        var dims = x.Length > y.Length || (x.Length == y.Length && a.Dims.Length >= b.Dims.Length) ? a.Dims : b.Dims;
        return [GraphValue.Of(result, dims)];
    };

    public static GraphValue[] Clip(NodeCall node)
    {
        // The bounds stood in attributes first.
        var low = node.Has(1) ? node.Number(1) : node.Float("min", double.NegativeInfinity);
        var high = node.Has(2) ? node.Number(2) : node.Float("max", double.PositiveInfinity);
        return NodeRules.Out(node[0].Clamp(low, high));
    }

    /// <summary>y = α · a · b + β · c, a and b possibly turned.</summary>
    public static GraphValue[] Gemm(NodeCall node)
    {
        var (alpha, beta, left, right) = (node.Float("alpha", 1), node.Float("beta", 1), node.Int("transA", 0) != 0, node.Int("transB", 0) != 0);
        var (a, b) = (node[0], node[1]);
        if (a.Rank != 2 || b.Rank != 2)
            throw node.Wrong($"multiplies matrices but got [{a.Shape}] and [{b.Shape}]");
        // What a linear layer exports.
        if (alpha == 1 && !left && right && (!node.Has(2) || (beta == 1 && node[2].Rank == 1 && node[2].Count == b.Shape[0])))
            return NodeRules.Out(a.Linear(b, node.Has(2) ? node[2] : null));
        var product = a.MatMul(b, left, right);
        if (alpha != 1)
            product *= alpha;
        return NodeRules.Out(!node.Has(2) ? product : product + (beta == 1 ? node[2] : node[2] * beta));
    }

    public static GraphValue[] MatMul(NodeCall node)
    {
        var (a, b) = (node[0], node[1]);
        if (a.Rank < 2 || b.Rank < 2)
            throw node.Wrong("multiplies vectors: give both inputs two axes or more");
        return NodeRules.Out(a.MatMul(b));
    }

    public static GraphValue[] Power(NodeCall node) =>
        NodeRules.Out(node.Value(1).Dims.Length == 0 && node[1].Producer is null ? node[0].Power(node.Number(1)) : node[0].Power(node[1]));

    /// <summary>Over axes, which stood in an attribute first; all, unless told.</summary>
    public static NodeRule Reduce(Func<Tensor, int[], bool, Tensor> op) => node =>
    {
        var x = node[0];
        var axes = node.WholeOrAttribute(1, "axes");
        if (axes is null or [] && node.Int("noop_with_empty_axes", 0) != 0)
            return NodeRules.Out(x);
        int[] places = axes is null or [] ? [.. Enumerable.Range(0, x.Rank)] : [.. axes.Select(a => node.Axis(a, x.Rank))];
        return NodeRules.Out(places.Length == 0 ? x : op(x, places, node.Int("keepdims", 1) != 0));
    };

    /// <summary>The axis of a softmax; before operator set 13 it flattened all behind, which is the same for the last one only.</summary>
    public static int RowAxis(NodeCall node)
    {
        var rank = node[0].Rank;
        var axis = node.Axis(node.Int("axis", node.Opset < 13 ? 1 : -1), rank);
        return node.Opset >= 13 || axis == rank - 1 ? axis : throw node.Wrong($"of operator set {node.Opset} takes several axes together: export it with operator set 13 or newer");
    }
}
