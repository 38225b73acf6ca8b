namespace Backprop.Engine;

/// <summary>State a network keeps beside its parameters, saved with them but without gradients: running means, counters.</summary>
public sealed class Buffer : Variable
{
    /// <summary>Filled by the initializer.</summary>
    public Buffer(Shape shape, Initializer initializer, DType dtype = DType.Float32) : base(shape, dtype, initializer) { }
}
