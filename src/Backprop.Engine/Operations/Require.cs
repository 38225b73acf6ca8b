namespace Backprop.Engine;

/// <summary>What shape rules ask of inputs, with the errors that say what did not fit.</summary>
internal static class Require
{
    public static TensorSpec Float(Op op, TensorSpec input) => input.DType.IsFloat()
        ? input
        : throw new ShapeException($"'{op.Name}' works on float32 or float64 but got {input}: use Convert");

    public static DType SameFloat(Op op, TensorSpec a, TensorSpec b) =>
        Float(op, a).DType == Float(op, b).DType ? a.DType : throw Mixed(op, a, b);

    public static DType Same(Op op, TensorSpec a, TensorSpec b) => a.DType == b.DType ? a.DType : throw Mixed(op, a, b);

    public static TensorSpec Int(Op op, TensorSpec input, string role) => input.DType == DType.Int32
        ? input
        : throw new ShapeException($"'{op.Name}' takes its {role} as int32 but got {input}: use Convert(DType.Int32)");

    public static Shape Broadcast(Op op, TensorSpec a, TensorSpec b) => Shape.TryBroadcast(a.Shape, b.Shape)
        ?? throw new ShapeException(
            $"'{op.Name}' cannot broadcast {a.Shape} and {b.Shape}: aligned at the last axis, sizes must be equal or 1; "
            + "Reshape one of them or transpose it");

    private static ShapeException Mixed(Op op, TensorSpec a, TensorSpec b) =>
        new($"'{op.Name}' works on one dtype but got {a} and {b}: use Convert");
}
