using System.Text.Json.Nodes;

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
    internal IEnumerable<(string Name, JsonNode Value)> Given()
    {
        if (Gamma is { } gamma)
            yield return ("gamma", gamma);
        if (StepSize is { } size)
            yield return ("step_size", size);
        if (Milestones is { } milestones)
            yield return ("milestones", new JsonArray([.. milestones.Select(m => (JsonNode)m)]));
        if (Floor is { } floor)
            yield return ("floor", floor);
        if (Decay is { } decay)
            yield return ("decay", decay);
        if (Power is { } power)
            yield return ("power", power);
        if (Patience is { } patience)
            yield return ("patience", patience);
    }

    /// <summary>For a file.</summary>
    public Settings ToSettings()
    {
        var settings = new Settings(Name);
        if (TotalSteps is { } total)
            settings.With("total_steps", total);
        if (WarmUpSteps != 0)
            settings.With("warm_up_steps", WarmUpSteps);
        return Given().Aggregate(settings, (all, given) => all.With(given.Name, given.Value));
    }

    /// <summary>From a file.</summary>
    /// <exception cref="SettingsException">A value is mistyped or a name is not known.</exception>
    public static ScheduleSettings From(Settings settings)
    {
        var result = new ScheduleSettings(settings.Type)
        {
            TotalSteps = Whole("total_steps"),
            WarmUpSteps = Whole("warm_up_steps") ?? 0,
            Gamma = Number("gamma"),
            StepSize = Whole("step_size"),
            Milestones = settings.Has("milestones") ? settings.Ints("milestones") : null,
            Floor = Number("floor"),
            Decay = Number("decay"),
            Power = Number("power"),
            Patience = Whole("patience"),
        };
        settings.EnsureAllRead();
        return result;

        double? Number(string name) => settings.Has(name) ? settings.Double(name) : null;
        int? Whole(string name) => settings.Has(name) ? settings.Int(name) : null;
    }
}
