namespace Backprop.Engine;

/// <summary>
/// Up to the base learning rate, which is the greatest, then down to almost nothing (Smith and Topin 2018, in PyTorch's form
/// of two phases): from 1/<see cref="StartDivisor"/> to 1 in the first part, to 1/(<see cref="StartDivisor"/> ·
/// <see cref="EndDivisor"/>) at the last step, then level.
/// </summary>
public sealed record OneCycle : Schedule
{
    private readonly double _rise = 0.3;
    private readonly double _startDivisor = 25;
    private readonly double _endDivisor = 1e4;

    /// <summary>Over so many steps.</summary>
    /// <exception cref="SettingsException">It is less than 1.</exception>
    public OneCycle(int totalSteps) => TotalSteps = Steps(totalSteps, Kind, "total number of steps");

    /// <inheritdoc/>
    public override string Kind => "one_cycle";

    /// <summary>Steps of the whole cycle.</summary>
    public int TotalSteps { get; }

    /// <summary>The part of the steps in which the rate rises, in [0, 1]; 0.3 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1].</exception>
    public double Rise
    {
        get => _rise;
        init => _rise = InRange.Between(value, 0, 1, Kind, "rise");
    }

    /// <summary>How many times smaller than the greatest the first rate is, greater than 0; 25 unless set.</summary>
    /// <exception cref="SettingsException">It is not a number greater than 0.</exception>
    public double StartDivisor
    {
        get => _startDivisor;
        init => _startDivisor = InRange.Positive(value, Kind, "start divisor");
    }

    /// <summary>How many times smaller than the first the last rate is, greater than 0; 10⁴ unless set.</summary>
    /// <exception cref="SettingsException">It is not a number greater than 0.</exception>
    public double EndDivisor
    {
        get => _endDivisor;
        init => _endDivisor = InRange.Positive(value, Kind, "end divisor");
    }

    /// <summary>Straight lines instead of half cosines.</summary>
    public bool Linear { get; init; }

    /// <inheritdoc/>
    public override double Factor(int step)
    {
        var top = Rise * TotalSteps - 1;
        double last = TotalSteps - 1, start = 1 / StartDivisor, end = start / EndDivisor;
        if (step >= last)
            return last > top ? end : 1;
        return step <= top
            ? Between(start, 1, top > 0 ? step / top : 1)
            : Between(1, end, (step - top) / (last - top));
    }

    private double Between(double from, double to, double position) =>
        Linear ? from + (to - from) * position : to + (from - to) * HalfCosine(position);
}
