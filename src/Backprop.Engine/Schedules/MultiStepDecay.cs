namespace Backprop.Engine;

/// <summary>Times γ at each milestone: γ^(number of milestones ≤ n).</summary>
public sealed record MultiStepDecay : Schedule
{
    private readonly double _gamma = 0.1;

    /// <summary>At these steps, in any order.</summary>
    /// <exception cref="SettingsException">One is less than 1.</exception>
    public MultiStepDecay(params IEnumerable<int> milestones) => Milestones = [.. milestones.Select(m => Steps(m, Kind, "milestone")).Order()];

    /// <inheritdoc/>
    public override string Kind => "multi_step";

    /// <summary>The steps at which the rate falls, ascending.</summary>
    public IReadOnlyList<int> Milestones { get; }

    /// <summary>γ, in [0, 1]; 0.1 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1].</exception>
    public double Gamma
    {
        get => _gamma;
        init => _gamma = InRange.Between(value, 0, 1, Kind, "gamma");
    }

    /// <inheritdoc/>
    public override double Factor(int step) => UpdateKernels.IntegerPower(Gamma, Milestones.Count(m => m <= step));

    /// <summary>The same milestones and γ.</summary>
    public bool Equals(MultiStepDecay? other) => other is not null && Gamma == other.Gamma && Milestones.SequenceEqual(other.Milestones);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Gamma, Milestones.Count);
}
