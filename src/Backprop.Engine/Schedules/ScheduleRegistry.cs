namespace Backprop.Engine;

/// <summary>All schedules by name.</summary>
public static class ScheduleRegistry
{
    /// <summary>The entries. A new schedule is one file and one line here.</summary>
    public static Registry<ScheduleEntry> All { get; } = new("schedule",
        ("constant", new("one learning rate throughout", [], (_, _) => new Constant())),
        ("step", new("a tenth every third of the run", ["gamma", "step_size"],
            (s, total) => new StepDecay(s.StepSize ?? Math.Max(1, (total() + 2) / 3)) { Gamma = s.Gamma ?? 0.1 })),
        ("multi_step", new("a tenth at milestones", ["gamma", "milestones"],
            (s, total) => new MultiStepDecay(s.Milestones ?? Halves(total())) { Gamma = s.Gamma ?? 0.1 })),
        ("exponential", new("the same factor at every step; ends at a hundredth unless set", ["gamma"],
            (s, total) => new ExponentialDecay(s.Gamma ?? Elementary.Pow(0.01, 1.0 / total())))),
        ("inverse_time", new("1 / (1 + decay · step); ends at a tenth unless set", ["decay"],
            (s, total) => new InverseTimeDecay(s.Decay ?? 9.0 / total()))),
        ("linear", new("a straight line down", ["floor"], (s, total) => new LinearDecay(total()) { End = s.Floor ?? 0 })),
        ("polynomial", new("a power of the part that remains", ["power"], (s, total) => new PolynomialDecay(total()) { Power = s.Power ?? 2 })),
        ("cosine", new("half a cosine down", ["floor"], (s, total) => new CosineDecay(total()) { Floor = s.Floor ?? 0 })),
        ("one_cycle", new("up to the learning rate, then down to almost nothing", [], (_, total) => new OneCycle(total()))),
        ("plateau", new("a tenth when the validation loss stops falling", ["gamma", "patience", "floor"],
            (s, _) => new Plateau { Reduction = s.Gamma ?? 0.1, Patience = s.Patience ?? 10, Floor = s.Floor ?? 0 })));

    /// <summary>Builds a schedule, with a warm-up before it if set.</summary>
    /// <exception cref="SettingsException">The name is not known, the schedule lacks a setting that was given or needs one, or a value is out of range.</exception>
    public static Schedule Create(ScheduleSettings settings)
    {
        var entry = All[settings.Name];
        foreach (var (name, _) in settings.Given())
        {
            if (!entry.Accepts.Contains(name))
                throw new SettingsException($"the schedule {settings.Name} has no setting {name}; it has: {(entry.Accepts.Count == 0 ? "none" : string.Join(", ", entry.Accepts))}");
        }

        InRange.AtLeast(settings.WarmUpSteps, 0, settings.Name, "number of warm-up steps");
        var schedule = entry.Create(settings, Total);
        return settings.WarmUpSteps > 0 ? new WarmUp(schedule, settings.WarmUpSteps) : schedule;

        int Total() => settings.TotalSteps is not { } total
            ? throw new SettingsException($"the schedule {settings.Name} must know how many steps there are: set the total number of steps")
            : InRange.AtLeast(total - settings.WarmUpSteps, 1, settings.Name, "number of steps after the warm-up");
    }

    private static int[] Halves(int total) => [Math.Max(1, total / 2), Math.Max(1, total - total / 4)];
}
