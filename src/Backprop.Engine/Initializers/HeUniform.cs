namespace Backprop.Engine;

/// <summary>
/// Uniform in ±gain · √(3 / fan-in): keeps the variance of signals through ReLU (He et al. 2015).
/// </summary>
public sealed record HeUniform : Initializer
{
    /// <inheritdoc/>
    public override string Name => "he_uniform";

    /// <summary>A factor for the activation that follows (<see cref="Activation.Gain"/>); √2 for ReLU.</summary>
    public double Gain { get; init; } = Math.Sqrt(2);

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        var limit = CheckGain(Gain) * Math.Sqrt(3.0 / Fans(shape).FanIn);
        FillUniform(values, -limit, limit, random);
    }
}
