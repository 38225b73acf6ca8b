namespace Backprop.Engine;

/// <summary>
/// Uniform in ±gain · √(6 / (fan-in + fan-out)): keeps the variance of signals and gradients for tanh and sigmoid
/// (Glorot and Bengio 2010, eq. 16).
/// </summary>
public sealed record XavierUniform : Initializer
{
    /// <inheritdoc/>
    public override string Name => "xavier_uniform";

    /// <summary>A factor for the activation that follows (<see cref="Activation.Gain"/>); 1 for none.</summary>
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        var (fanIn, fanOut) = Fans(shape);
        var limit = CheckGain(Gain) * Math.Sqrt(6.0 / (fanIn + fanOut));
        FillUniform(values, -limit, limit, random);
    }
}
