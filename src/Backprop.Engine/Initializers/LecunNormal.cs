namespace Backprop.Engine;

/// <summary>
/// Normal with standard deviation 1 / √fan-in: what SELU needs to keep mean 0 and variance 1 (LeCun et al. 1998).
/// </summary>
public sealed record LecunNormal : Initializer
{
    /// <inheritdoc/>
    public override string Name => "lecun_normal";

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        FillNormal(values, 0, 1 / Math.Sqrt(Fans(shape).FanIn), random);
    }
}
