namespace Backprop.Engine;

/// <summary>A layer without parameters that works element by element (softmax: row by row) on an input of any shape.</summary>
public abstract class Activation : Module
{
    /// <inheritdoc/>
    public override Settings Settings => new(Kind);

    /// <summary>
    /// By how much weights before it must be larger than 1/√fan-in so that signals keep their size (PyTorch's
    /// <c>calculate_gain</c>; √2 for the smooth relatives of ReLU).
    /// </summary>
    public virtual double Gain => 1;

    /// <summary>What weights before it start from unless the user says otherwise.</summary>
    public virtual Initializer WeightInitializer => new XavierUniform();

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor input, Pass pass) => input.DType.IsFloat()
        ? Apply(input)
        : throw Mismatch("float32 or float64", input, "use Convert(DType.Float32) on the input");

    /// <summary>The function.</summary>
    protected abstract Tensor Apply(Tensor input);
}
