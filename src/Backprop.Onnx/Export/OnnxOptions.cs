namespace Backprop.Onnx;

/// <summary>How a model is written as ONNX.</summary>
public sealed record OnnxOptions
{
    /// <summary>
    /// Only the network: input <c>x</c> [batch, features] (encoded; category codes last), output <c>output</c>
    /// [batch, outputs] (logits or scaled values). Else the graph takes the table's columns and gives labels or values.
    /// </summary>
    public bool Bare { get; init; }

    /// <summary>
    /// Whether the network's weights and its computation are float16: half the size, about three digits. Preprocessing,
    /// inputs and outputs stay float32.
    /// </summary>
    public bool Float16 { get; init; }
}
