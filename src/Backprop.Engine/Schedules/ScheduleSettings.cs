namespace Backprop.Engine;

/// <summary>A schedule by name; <see cref="ScheduleRegistry"/> builds it.</summary>
public sealed record ScheduleSettings
{
    /// <summary>Of this name.</summary>
    public ScheduleSettings(string name) => Name = name;

    /// <summary>A name in <see cref="ScheduleRegistry"/>.</summary>
    public string Name { get; init; }

    /// <summary>How many updates the run makes, the warm-up included: where cosine, linear, polynomial and one_cycle end.</summary>
    public int? TotalSteps { get; init; }

    /// <summary>Steps of a straight rise before the schedule; 0 unless set.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>step, multi_step, exponential, plateau: what the rate is multiplied with.</summary>
    public double? Gamma { get; init; }

    /// <summary>step: steps between two reductions; a third of the total unless set.</summary>
    public int? StepSize { get; init; }

    /// <summary>multi_step: where the rate falls; at a half and three quarters of the total unless set.</summary>
    public IReadOnlyList<int>? Milestones { get; init; }

    /// <summary>cosine, linear, plateau: the least factor; 0 unless set.</summary>
    public double? Floor { get; init; }

    /// <summary>inverse_time: the decay a step; 9/total unless set, so that it ends at a tenth.</summary>
    public double? Decay { get; init; }

    /// <summary>polynomial: the power.</summary>
    public double? Power { get; init; }

    /// <summary>plateau: evaluations without progress that are let pass.</summary>
    public int? Patience { get; init; }

    /// <summary>The settings that were given besides those that all may have, by the names they have in files.</summary>
    internal IEnumerable<string> Given()
    {
        if (Gamma is not null)
            yield return "gamma";
        if (StepSize is not null)
            yield return "step_size";
        if (Milestones is not null)
            yield return "milestones";
        if (Floor is not null)
            yield return "floor";
        if (Decay is not null)
            yield return "decay";
        if (Power is not null)
            yield return "power";
        if (Patience is not null)
            yield return "patience";
    }
}
