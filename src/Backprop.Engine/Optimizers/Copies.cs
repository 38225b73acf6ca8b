namespace Backprop.Engine;

/// <summary>Copies of tensors whose values will change.</summary>
internal static class Copies
{
    public static Tensor Of(Tensor tensor) => tensor.DType switch
    {
        DType.Float32 => Tensor.From(tensor.Span<float>(), tensor.Shape),
        DType.Float64 => Tensor.From(tensor.Span<double>(), tensor.Shape),
        DType.Int32 => Tensor.From(tensor.Span<int>(), tensor.Shape),
        _ => Tensor.From(tensor.Span<bool>(), tensor.Shape),
    };
}
