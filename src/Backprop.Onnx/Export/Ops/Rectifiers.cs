namespace Backprop.Onnx;

/// <summary>Activations with constants.</summary>
internal static class Rectifiers
{
    public static string[] Elu(OnnxCall call) => [call.Node("Elu", [call[0]], Attribute.Of("alpha", ((EluOp)call.Op).Alpha))];

    public static string[] Gelu(OnnxCall call) =>
        [call.Node("Gelu", [call[0]], Attribute.Of("approximate", ((GeluOp)call.Op).Approximate ? "tanh" : "none"))];

    public static string[] HardSigmoid(OnnxCall call) => [call.Node("HardSigmoid", [call[0]], Attribute.Of("alpha", 1.0 / 6), Attribute.Of("beta", 0.5))];

    public static string[] LeakyRelu(OnnxCall call) => [call.Node("LeakyRelu", [call[0]], Attribute.Of("alpha", ((LeakyReluOp)call.Op).Slope))];

    public static string[] Selu(OnnxCall call) =>
        [call.Node("Selu", [call[0]], Attribute.Of("alpha", SeluOp.Alpha), Attribute.Of("gamma", SeluOp.Scale))];

    public static string[] Silu(OnnxCall call) => [call.Node("Mul", [call[0], call.Node("Sigmoid", [call[0]])])];

    public static string[] Softplus(OnnxCall call)
    {
        var beta = ((SoftplusOp)call.Op).Beta;
        return beta == 1
            ? [call.Node("Softplus", [call[0]])]
            : [call.Node("Div", [call.Node("Softplus", [call.Node("Mul", [call[0], call.Number(beta)])]), call.Number(beta)])];
    }
}
