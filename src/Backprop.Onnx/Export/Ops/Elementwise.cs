namespace Backprop.Onnx;

/// <summary>Ops on each element that ONNX has otherwise.</summary>
internal static class Elementwise
{
    public static string[] Clamp(OnnxCall call)
    {
        var op = (ClampOp)call.Op;
        return [call.Node("Clip", [call[0], Bound(op.Min), Bound(op.Max)])];

        string Bound(double value) => double.IsInfinity(value) ? "" : call.Number(value);
    }

    // Codes stay exact: a float16 network converts them from float32.
    public static string[] Convert(OnnxCall call) => [call.Node("Cast", [call.Raw(0)], Attribute.Of("to", (long)call.OutputType()))];

    public static string[] Expm1(OnnxCall call) => [call.Node("Sub", [call.Node("Exp", [call[0]]), call.Number(1)])];

    public static string[] Log1p(OnnxCall call) => [call.Node("Log", [call.Node("Add", [call[0], call.Number(1)])])];

    public static string[] NotEqual(OnnxCall call) => [call.Node("Not", [call.Node("Equal", call.All)])];

    public static string[] Power(OnnxCall call) => [call.Node("Pow", [call[0], call.Number(((PowerOp)call.Op).Exponent)])];

    public static string[] Square(OnnxCall call) => [call.Node("Mul", [call[0], call[0]])];
}
