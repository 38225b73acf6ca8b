namespace Backprop.Engine;

/// <summary>(1 − n/total)^power, then 0.</summary>
public sealed record PolynomialDecay : Schedule
{
    private readonly double _power = 1;

    /// <summary>Over so many steps.</summary>
    /// <exception cref="SettingsException">It is less than 1.</exception>
    public PolynomialDecay(int totalSteps) => TotalSteps = Steps(totalSteps, Kind, "total number of steps");

    /// <inheritdoc/>
    public override string Kind => "polynomial";

    /// <summary>Steps until 0 is reached.</summary>
    public int TotalSteps { get; }

    /// <summary>The power, greater than 0; 1 unless set.</summary>
    /// <exception cref="SettingsException">It is not a number greater than 0.</exception>
    public double Power
    {
        get => _power;
        init => _power = InRange.Positive(value, Kind, "power");
    }

    /// <inheritdoc/>
    public override double Factor(int step) => Elementary.Pow(1 - (double)Math.Min(step, TotalSteps) / TotalSteps, Power);
}
