namespace Backprop.Engine;

/// <summary>
/// Uniform in ±√(3 / fan-in): variance 1 / fan-in (LeCun et al. 1998).
/// </summary>
public sealed record LecunUniform : Initializer
{
    /// <inheritdoc/>
    public override string Name => "lecun_uniform";

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        var limit = Math.Sqrt(3.0 / Fans(shape).FanIn);
        FillUniform(values, -limit, limit, random);
    }
}
