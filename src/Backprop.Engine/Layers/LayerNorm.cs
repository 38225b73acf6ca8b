using System.Globalization;

namespace Backprop.Engine;

/// <summary>
/// y = (x − mean) / √(variance + ε) · weight + bias, with mean and (biased) variance of each row: over the last axis of
/// [batch, …, size] (Ba, Kiros and Hinton 2016). The same in training and prediction.
/// </summary>
public sealed class LayerNorm : Module
{
    private readonly LayerNormOp _norm;

    /// <summary>For rows of this size.</summary>
    /// <param name="size">Size of the last axis, at least 1.</param>
    /// <param name="epsilon">ε, more than 0.</param>
    /// <exception cref="SettingsException">A number is outside of its range.</exception>
    public LayerNorm(int size, double epsilon = 1e-5)
    {
        Size = Normalization.CheckSize("layer norm", size);
        Epsilon = Normalization.CheckEpsilon("layer norm", epsilon);
        _norm = new(Epsilon);
        Weight = AddParameter("weight", size, new Ones());
        Bias = AddParameter("bias", size, new Zeros());
    }

    /// <summary>Size of the last axis.</summary>
    public int Size { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>[size].</summary>
    public Parameter Weight { get; }

    /// <summary>[size].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override string Kind => "layer_norm";

    /// <inheritdoc/>
    public override string Description => Size.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override Settings Settings => new Settings(Kind).With("size", Size).With("eps", Epsilon);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Pass pass)
    {
        if (input.Rank < 1 || input.Shape[^1] != Size)
            throw Mismatch($"[batch, …, {Size}]", input, "build the layer for the size of the last axis");
        RequireDType(input, Weight);
        return _norm.Apply(input, Weight, Bias);
    }
}
