namespace Backprop.Engine;

/// <summary>What training adjusts: weights and biases. It needs gradients unless frozen.</summary>
public sealed class Parameter : Variable
{
    /// <summary>Without values until initialised.</summary>
    public Parameter(Shape shape, Initializer? initializer = null, DType dtype = DType.Float32) : base(shape, dtype, initializer) =>
        NeedsGradient = true;

    /// <summary>A frozen parameter keeps its values: no gradient, no update.</summary>
    public bool Frozen
    {
        get => !NeedsGradient;
        set
        {
            NeedsGradient = !value;
            if (value)
                Grad = null;
        }
    }
}
