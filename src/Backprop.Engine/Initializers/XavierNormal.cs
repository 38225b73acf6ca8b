namespace Backprop.Engine;

/// <summary>
/// Normal with standard deviation gain · √(2 / (fan-in + fan-out)) (Glorot and Bengio 2010).
/// </summary>
public sealed record XavierNormal : Initializer
{
    /// <inheritdoc/>
    public override string Name => "xavier_normal";

    /// <summary>A factor for the activation that follows (<see cref="Activation.Gain"/>); 1 for none.</summary>
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        var (fanIn, fanOut) = Fans(shape);
        FillNormal(values, 0, CheckGain(Gain) * Math.Sqrt(2.0 / (fanIn + fanOut)), random);
    }
}
