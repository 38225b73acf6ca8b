namespace Backprop.Engine;

/// <summary>A straight line from one factor to another over the steps, then level.</summary>
public sealed record LinearDecay : Schedule
{
    private readonly double _start = 1;
    private readonly double _end;

    /// <summary>Over so many steps, from 1 to 0 unless set otherwise.</summary>
    /// <exception cref="SettingsException">It is less than 1.</exception>
    public LinearDecay(int totalSteps) => TotalSteps = Steps(totalSteps, Kind, "total number of steps");

    /// <inheritdoc/>
    public override string Kind => "linear";

    /// <summary>Steps until the end is reached.</summary>
    public int TotalSteps { get; }

    /// <summary>The factor at step 0, at least 0; 1 unless set.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double Start
    {
        get => _start;
        init => _start = InRange.AtLeastZero(value, Kind, "start");
    }

    /// <summary>The factor at the end, at least 0; 0 unless set.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double End
    {
        get => _end;
        init => _end = InRange.AtLeastZero(value, Kind, "end");
    }

    /// <inheritdoc/>
    public override double Factor(int step) => Start + (End - Start) * Math.Min(step, TotalSteps) / TotalSteps;
}
