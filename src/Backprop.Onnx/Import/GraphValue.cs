namespace Backprop.Onnx;

/// <summary>
/// A value of a graph: a tensor, or whole numbers that are known (sizes, axes, places), which are computed with at once, also
/// while a step is captured.
/// </summary>
internal sealed class GraphValue
{
    private Tensor? _tensor;

    private GraphValue(Tensor? tensor, long[]? whole, int[] dims) => (_tensor, Whole, Dims) = (tensor, whole, dims);

    /// <summary>The numbers, if known; else null.</summary>
    public long[]? Whole { get; }

    /// <summary>The sizes of the axes.</summary>
    public int[] Dims { get; }

    /// <summary>As a tensor; known numbers as int32, those beyond cut to its ends.</summary>
    public Tensor Tensor => _tensor ??= Tensor.Constant<int>(Whole!.Select(w => (int)Math.Clamp(w, int.MinValue, int.MaxValue)).ToArray(), new Shape(Dims));

    public static GraphValue Of(Tensor tensor) => new(tensor, null, tensor.Shape.Sizes.ToArray());

    public static GraphValue Of(long[] whole, params int[] dims) => new(null, whole, dims);

    /// <summary>The same numbers in another shape of as many.</summary>
    public GraphValue Reshaped(int[] dims) => Whole is not null ? new(null, Whole, dims) : Of(Tensor.Reshape(new Shape(dims)));
}
