namespace Backprop.Engine;

/// <summary>
/// Normal with standard deviation gain / √fan-in: keeps the variance of signals through ReLU (He et al. 2015, eq. 10).
/// </summary>
public sealed record HeNormal : Initializer
{
    /// <inheritdoc/>
    public override string Name => "he_normal";

    /// <summary>A factor for the activation that follows (<see cref="Activation.Gain"/>); √2 for ReLU.</summary>
    public double Gain { get; init; } = Math.Sqrt(2);

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        FillNormal(values, 0, CheckGain(Gain) / Math.Sqrt(Fans(shape).FanIn), random);
    }
}
