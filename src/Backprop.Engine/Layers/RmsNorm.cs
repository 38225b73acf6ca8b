using System.Globalization;

namespace Backprop.Engine;

/// <summary>
/// y = x / √(mean(x²) + ε) · weight, with the mean over the last axis of [batch, …, size] (Zhang and Sennrich 2019).
/// The same in training and prediction.
/// </summary>
public sealed class RmsNorm : Module
{
    private readonly RmsNormOp _norm;

    /// <summary>For rows of this size.</summary>
    /// <param name="size">Size of the last axis, at least 1.</param>
    /// <param name="epsilon">ε, more than 0.</param>
    /// <exception cref="SettingsException">A number is outside of its range.</exception>
    public RmsNorm(int size, double epsilon = 1e-6)
    {
        Size = Normalization.CheckSize("RMS norm", size);
        Epsilon = Normalization.CheckEpsilon("RMS norm", epsilon);
        _norm = new(Epsilon);
        Weight = AddParameter("weight", size, new Ones());
    }

    /// <summary>Size of the last axis.</summary>
    public int Size { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>[size].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override string Kind => "rms_norm";

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
        return _norm.Apply(input, Weight);
    }
}
