namespace Backprop.Engine;

/// <summary>
/// Reduces the learning rate when the watched loss has not become less for some evaluations. The rule is here; what it saw is
/// kept by a <see cref="LearningRateControl"/>.
/// </summary>
public sealed record Plateau : Schedule
{
    private readonly double _reduction = 0.1;
    private readonly int _patience = 10;
    private readonly double _threshold = 1e-4;
    private readonly int _coolDown;
    private readonly double _floor;

    /// <inheritdoc/>
    public override string Kind => "plateau";

    /// <summary>What the rate is multiplied with, in [0, 1]; 0.1 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1].</exception>
    public double Reduction
    {
        get => _reduction;
        init => _reduction = InRange.Between(value, 0, 1, Kind, "reduction");
    }

    /// <summary>How many evaluations without progress are let pass; 10 unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative.</exception>
    public int Patience
    {
        get => _patience;
        init => _patience = InRange.AtLeast(value, 0, Kind, "patience");
    }

    /// <summary>Progress is a value below best · (1 − threshold), or best − threshold if <see cref="AbsoluteThreshold"/>; 10⁻⁴ unless set.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double Threshold
    {
        get => _threshold;
        init => _threshold = InRange.AtLeastZero(value, Kind, "threshold");
    }

    /// <summary>Whether the threshold is a difference instead of a share.</summary>
    public bool AbsoluteThreshold { get; init; }

    /// <summary>Whether a greater value is better, as for an accuracy; progress is then above best · (1 + threshold).</summary>
    public bool Maximize { get; init; }

    /// <summary>For how many evaluations after a reduction lack of progress does not count; 0 unless set.</summary>
    /// <exception cref="SettingsException">It is negative.</exception>
    public int CoolDown
    {
        get => _coolDown;
        init => _coolDown = InRange.AtLeast(value, 0, Kind, "cool down");
    }

    /// <summary>The least factor, in [0, 1]; 0 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1].</exception>
    public double Floor
    {
        get => _floor;
        init => _floor = InRange.Between(value, 0, 1, Kind, "floor");
    }

    /// <summary>1: what losses do to the rate is up to <see cref="LearningRateControl"/>.</summary>
    public override double Factor(int step) => 1;

    internal override Plateau? Rule => this;

    internal bool IsProgress(double value, double best)
    {
        var margin = AbsoluteThreshold ? Threshold : best * Threshold;
        return Maximize ? value > best + margin : value < best - margin;
    }
}
