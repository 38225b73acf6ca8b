using Backprop.Tuning;

namespace Backprop.Cli;

/// <summary>The options of a search.</summary>
internal static class TuneSettings
{
    private const string Group = "Search";

    public static Setting Trials { get; } = new("trials", SettingKind.Whole, "N", "how many trainings, the first of them with the settings as given (20)", Group);
    public static Setting Space { get; } = new("space", SettingKind.List, "NAME[=VALUES]",
        $"searches this setting only (repeat it for more): learning-rate=1e-4..0.1 is a range, 'layers=none|64|64,32' a choice, dropout alone its usual values. Known: {string.Join(", ", TunableSettings.Names)}", Group);
    public static Setting Sampler { get; } = new("sampler", SettingKind.Text, "NAME", "how settings are proposed (random)", Group) { Choices = ["random", "grid"] };
    public static Setting GridPoints { get; } = new("grid-points", SettingKind.Whole, "N", "values of each range in a grid (3)", Group);
    public static Setting Pruner { get; } = new("pruner", SettingKind.Text, "NAME", "ends bad trials early: successive halving by epochs, or not at all (halving)", Group) { Choices = ["halving", "none"] };
    public static Setting Metric { get; } = new("metric", SettingKind.Text, "NAME", "what decides, on the validation part: loss, accuracy, r2 … (loss)", Group);
    public static Setting TimeLimit { get; } = new("time-limit", SettingKind.Number, "MINUTES", "stops after this time and keeps what was found", Group);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Trials, Space, Sampler, GridPoints, Pruner, Metric, TimeLimit];

    /// <summary>The search as told.</summary>
    /// <exception cref="BackpropException">A value is out of its range.</exception>
    public static Tuner Tuner(Arguments arguments, Trainer trainer)
    {
        var trials = arguments.Whole(Trials) ?? 20;
        if (trials < 1)
            throw new UsageException($"{Trials.Option} must be 1 or more but is {trials}");
        var metric = arguments.Text(Metric) ?? "loss";
        _ = Metrics.HigherIsBetter(metric);
        var minutes = arguments.Number(TimeLimit);
        if (minutes is <= 0 or > 1e6)
            throw new UsageException($"{TimeLimit.Option} must be more than 0 and at most a million minutes but is {Dimension.Text(minutes.Value)}");
        if (arguments.Has(GridPoints) && arguments.Text(Sampler) != "grid")
            throw new UsageException($"{GridPoints.Option} belongs to {Sampler.Option} grid");
        return new()
        {
            Trainer = trainer,
            Trials = trials,
            Metric = metric,
            Sampler = arguments.Text(Sampler) == "grid" ? Backprop.Tuning.Tuner.GridFor(trainer, arguments.Whole(GridPoints) ?? 3) : Backprop.Tuning.Tuner.RandomFor(trainer),
            Pruner = arguments.Text(Pruner) == "none" ? new NoPruner() : Backprop.Tuning.Tuner.HalvingFor(trainer),
            TimeLimit = minutes is { } limit ? TimeSpan.FromMinutes(limit) : null,
        };
    }

    /// <summary>What is searched. The values of layers have commas, so the option is not cut at them.</summary>
    /// <exception cref="SettingsException">A setting is not known, or its values make no sense.</exception>
    public static SearchSpace SpaceOf(Arguments arguments, TuningStart start) =>
        arguments.Given.TryGetValue(Space.Name, out var texts) ? TunableSettings.Space(start, texts) : TunableSettings.Space(start);
}
