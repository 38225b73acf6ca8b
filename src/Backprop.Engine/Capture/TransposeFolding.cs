namespace Backprop.Engine;

/// <summary>
/// A transpose of the last two axes that goes into a product is read in place by it: the product's flag is turned, and the
/// transpose, if nothing else uses it, is dead. A product's bits do not depend on how its operands lie.
/// </summary>
internal static class TransposeFolding
{
    /// <summary>The calls with every such product replaced.</summary>
    public static IEnumerable<TracedCall> Fold(IReadOnlyList<TracedCall> calls)
    {
        var transposed = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var call in calls)
        {
            if (call.Op is PermuteOp permute && SwapsLastTwo(permute))
                transposed.Add(call.Outputs[0], call.Inputs[0]);
            yield return call.Op is MatMulOp product ? Folded(call, product, transposed) : call;
        }
    }

    private static TracedCall Folded(TracedCall call, MatMulOp product, Dictionary<Tensor, Tensor> transposed)
    {
        var (a, b) = (transposed.GetValueOrDefault(call.Inputs[0]), transposed.GetValueOrDefault(call.Inputs[1]));
        return a is null && b is null ? call : new(
            new MatMulOp(product.TransposeA != a is not null, product.TransposeB != b is not null),
            [a ?? call.Inputs[0], b ?? call.Inputs[1]], call.Outputs);
    }

    private static bool SwapsLastTwo(PermuteOp permute)
    {
        var order = permute.Axes;
        for (var axis = 0; axis < order.Length - 2; axis++)
        {
            if (order[axis] != axis)
                return false;
        }

        return order.Length >= 2 && order[^1] == order.Length - 2 && order[^2] == order.Length - 1;
    }
}
