namespace Backprop.Engine;

/// <summary>What is known of a tensor before it is computed: its dtype and shape.</summary>
/// <param name="DType">What an element is.</param>
/// <param name="Shape">The sizes of the axes.</param>
public readonly record struct TensorSpec(DType DType, Shape Shape)
{
    /// <summary>As <c>float32 [2, 3]</c>.</summary>
    public override string ToString() => $"{DType.Name()} {Shape}";
}
