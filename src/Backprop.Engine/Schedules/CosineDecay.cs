namespace Backprop.Engine;

/// <summary>
/// Half a cosine from 1 down to a floor: floor + (1 − floor)(1 + cos(πn/total))/2 (Loshchilov and Hutter 2017, without
/// restarts), then the floor. (PyTorch's rises again beyond the total.)
/// </summary>
public sealed record CosineDecay : Schedule
{
    private readonly double _floor;

    /// <summary>Over so many steps.</summary>
    /// <exception cref="SettingsException">It is less than 1.</exception>
    public CosineDecay(int totalSteps) => TotalSteps = Steps(totalSteps, Kind, "total number of steps");

    /// <inheritdoc/>
    public override string Kind => "cosine";

    /// <summary>Steps until the floor is reached.</summary>
    public int TotalSteps { get; }

    /// <summary>The last factor, in [0, 1]; 0 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1].</exception>
    public double Floor
    {
        get => _floor;
        init => _floor = InRange.Between(value, 0, 1, Kind, "floor");
    }

    /// <inheritdoc/>
    public override double Factor(int step) =>
        step >= TotalSteps ? Floor : Floor + (1 - Floor) * HalfCosine((double)step / TotalSteps);
}
