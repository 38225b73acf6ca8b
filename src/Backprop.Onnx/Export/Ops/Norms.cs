namespace Backprop.Onnx;

/// <summary>Normalisation of rows.</summary>
internal static class Norms
{
    // The means and roots are there for the gradient; who looks at them gets the composition.
    public static string[]? LayerNorm(OnnxCall call) => call.Used(1) || call.Used(2)
        ? null
        : [call.Node("LayerNormalization", call.All, Attribute.Of("axis", -1L), Attribute.Of("epsilon", ((LayerNormOp)call.Op).Epsilon))];
}
