namespace Backprop.Engine;

/// <summary>Normal.</summary>
public sealed record Normal : Initializer
{
    /// <inheritdoc/>
    public override string Name => "normal";

    /// <summary>The mean.</summary>
    public double Mean { get; init; }

    /// <summary>The standard deviation, at least 0.</summary>
    public double Deviation { get; init; } = 1;

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        if (!(Deviation >= 0) || !double.IsFinite(Deviation))
            throw OutOfRange(nameof(Deviation), Deviation, "0 or more");
        FillNormal(values, Mean, Deviation, random);
    }
}
