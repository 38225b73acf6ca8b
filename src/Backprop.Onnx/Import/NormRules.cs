namespace Backprop.Onnx;

/// <summary>Operators that normalise, and one that keeps things normal.</summary>
internal static class NormRules
{
    /// <summary>With the running statistics, in training, too: a graph does not say how they are kept.</summary>
    public static GraphValue[] BatchNorm(NodeCall node)
    {
        if (node.Int("training_mode", 0) != 0 || node.Outputs.Skip(1).Any(o => o.Length > 0))
            throw node.Wrong("is in training mode: export the model to predict (model.eval())");
        var x = node[0];
        if (x.Rank < 2)
            throw node.Wrong($"needs [batch, features, …] but got {x.Shape}");
        var perFeature = new Shape([x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)]);
        var output = (x - node[3].Reshape(perFeature)) / (node[4].Reshape(perFeature) + node.Float("epsilon", 1e-5)).Sqrt();
        return NodeRules.Out(output * node[1].Reshape(perFeature) + node[2].Reshape(perFeature));
    }

    public static GraphValue[] LayerNorm(NodeCall node)
    {
        var x = node[0];
        var (axis, epsilon) = (node.Axis(node.Int("axis", -1), x.Rank), node.Float("epsilon", 1e-5));
        if (node.Outputs.Skip(1).Any(o => o.Length > 0))
            throw node.Wrong("gives mean and deviation, too, which is not read");
        if (axis == x.Rank - 1 && node.Has(2) && node[1].Rank == 1)
            return NodeRules.Out(x.LayerNorm(node[1], node[2], epsilon));
        int[] axes = [.. Enumerable.Range(axis, x.Rank - axis)];
        var centred = x - x.Mean(axes, keepAxes: true);
        var output = centred / (centred.Square().Mean(axes, keepAxes: true) + epsilon).Sqrt() * node[1];
        return NodeRules.Out(node.Has(2) ? output + node[2] : output);
    }

    public static GraphValue[] Selu(NodeCall node)
    {
        var (alpha, gamma) = (node.Float("alpha", SeluOp.Alpha), node.Float("gamma", SeluOp.Scale));
        return NodeRules.Out((float)alpha == (float)SeluOp.Alpha && (float)gamma == (float)SeluOp.Scale ? node[0].Selu() : node[0].Elu(alpha) * gamma);
    }
}
