using System.Globalization;

namespace Backprop.Tuning;

/// <summary>All settings that can be searched, and the values worth trying for a table.</summary>
public static class TunableSettings
{
    /// <summary>The name of what a default decides.</summary>
    public const string Automatic = "auto";

    /// <summary>The settings. A new one is one entry here.</summary>
    public static IReadOnlyList<TunableSetting> All { get; } =
    [
        // Around the optimizer's usual step: most of what is better lies above it.
        new("learning-rate", s => Text(s.Trainer.LearningRate ?? Optimizer(s).LearningRate),
            s => new LogUniform("learning-rate", Optimizer(s).LearningRate / 10, Math.Min(1, Optimizer(s).LearningRate * 100)),
            (low, high) => new LogUniform("learning-rate", low, high),
            (s, text) => s with { Trainer = s.Trainer with { LearningRate = Number("learning-rate", text) } }),

        new("batch-size", s => s.Trainer.BatchSize == 0 ? null : Text(s.Trainer.BatchSize),
            // Second-order and sign-only rules want all rows at once.
            s => s.Trainer.Optimizer is "lbfgs" or "rprop" ? null
                : new Choice("batch-size", new[] { 16, 32, 64, 128, 256 }.Where(b => b == 16 || b <= s.Rows / 2).Select(Text)),
            (low, high) => new IntLog("batch-size", Whole("batch-size", low), Whole("batch-size", high)),
            (s, text) => s with { Trainer = s.Trainer with { BatchSize = Whole("batch-size", text) } }),

        // How long a trial may take; within it, the epoch of the lowest validation loss is what is kept.
        new("epochs", s => Text(s.Trainer.Epochs),
            s => new IntLog("epochs", Math.Max(1, s.Trainer.Epochs / 4), (int)Math.Min(int.MaxValue, 2L * s.Trainer.Epochs)),
            (low, high) => new IntLog("epochs", Whole("epochs", low), Whole("epochs", high)),
            (s, text) => s with { Trainer = s.Trainer with { Epochs = Whole("epochs", text) } }),

        new("layers", s => s.Dense is { } dense ? Text(dense.Widths) : null,
            s => s.Dense is null ? null : new Choice("layers", LayersFor(s.Rows).Append(Text(s.Dense.Widths)).Distinct()),
            null,
            (s, text) => s with { Network = Dense(s, "layers") with { Widths = Widths(text) } }),

        new("activation", s => s.Dense?.Activation,
            s => s.Dense is null ? null : new Choice("activation", new[] { "relu", "gelu", "silu", "tanh" }.Append(s.Dense.Activation).Distinct()) { NotWith = ("layers", "none") },
            null,
            (s, text) =>
            {
                _ = Activations.All[text];
                return s with { Network = Dense(s, "activation") with { Activation = text } };
            }),

        new("dropout", s => s.Dense is { } dense ? Text(dense.Dropout) : null,
            s => s.Dense is null ? null : new Uniform("dropout", 0, 0.5) { NotWith = ("layers", "none") },
            (low, high) => new Uniform("dropout", low, high) { NotWith = ("layers", "none") },
            (s, text) => s with { Network = Dense(s, "dropout") with { Dropout = Number("dropout", text) } }),

        new("weight-decay", s => s.Trainer.WeightDecay is { } decay ? Text(decay) : null,
            s => Optimizer(s).Accepts.Contains("weight_decay") ? new LogUniform("weight-decay", 1e-4, 0.3) : null,
            (low, high) => new LogUniform("weight-decay", low, high),
            (s, text) => s with { Trainer = s.Trainer with { WeightDecay = Number("weight-decay", text) } }),

        new("momentum", s => s.Trainer.Momentum is { } momentum ? Text(momentum) : null,
            s => Optimizer(s).Accepts.Contains("momentum") ? new Uniform("momentum", 0.5, 0.99) : null,
            (low, high) => new Uniform("momentum", low, high),
            (s, text) => s with { Trainer = s.Trainer with { Momentum = Number("momentum", text) } }),
    ];

    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(s => s.Name)];

    /// <summary>The names searched unless told otherwise.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["learning-rate", "batch-size", "epochs", "layers", "dropout", "weight-decay"];

    /// <summary>A setting by its name.</summary>
    /// <exception cref="SettingsException">There is none.</exception>
    public static TunableSetting Find(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new SettingsException($"'{name}' is no setting that can be searched{Nearest.Hint(name, Names)}; there are: {string.Join(", ", Names)}");

    /// <summary>The usual search for a table: ranges around the start, by the number of rows.</summary>
    public static SearchSpace Space(TuningStart start) => new(Usual.Select(n => Find(n).Default(start)).OfType<Dimension>());

    /// <summary>
    /// A search as people write it: <c>learning-rate=1e-4..1e-1</c> is a range, <c>layers=64|64,32|none</c> a choice,
    /// <c>dropout</c> alone its usual values.
    /// </summary>
    /// <exception cref="SettingsException">A setting is not known, or its values make no sense.</exception>
    public static SearchSpace Space(TuningStart start, IEnumerable<string> texts)
    {
        var named = texts.Select(t => Parse(start, t)).ToList();
        if (named.GroupBy(d => d.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new SettingsException($"{twice.Key} is searched twice");
        // In the order of the settings, so that what depends on another stands after it.
        return new(Names.Select(n => named.Find(d => d.Name == n)).OfType<Dimension>());
    }

    private static Dimension Parse(TuningStart start, string text)
    {
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        var setting = Find(parts[0]);
        Dimension dimension;
        if (parts.Length == 1)
        {
            dimension = setting.Default(start) ?? throw new SettingsException($"{setting.Name} means nothing for this network and optimizer: leave it out of the search");
        }
        else if (parts[1].Split("..") is [var low, var high])
        {
            if (setting.Range is null)
                throw new SettingsException($"{setting.Name} has no range: list its values, as {setting.Name}=a|b|c");
            dimension = setting.Range(Number(setting.Name, low), Number(setting.Name, high));
        }
        else
        {
            dimension = new Choice(setting.Name, parts[1].Split('|', StringSplitOptions.TrimEntries));
        }

        // A value that cannot be is told now, not after an hour.
        foreach (var value in dimension.Grid(2))
            setting.Apply(start, value).Trainer.Validate();
        return dimension;
    }

    /// <summary>The values at the start of the settings that are searched; <see cref="Automatic"/> where a default will decide.</summary>
    public static IReadOnlyDictionary<string, string> Of(TuningStart start, SearchSpace space)
    {
        var values = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var dimension in space.Dimensions)
            values.Add(dimension.Name, Find(dimension.Name).Current(start) ?? Automatic);
        return values;
    }

    private static string[] LayersFor(int rows) => rows switch
    {
        < 1_000 => ["none", "16", "32", "64", "128", "32,16", "64,32", "128,64"],
        < 20_000 => ["none", "64", "128", "256", "64,32", "128,64", "256,128"],
        _ => ["64", "128", "256", "128,64", "256,128", "512,256", "256,128,64"],
    };

    private static OptimizerEntry Optimizer(TuningStart start) => OptimizerRegistry.All[start.Trainer.Optimizer];

    private static DenseNetwork Dense(TuningStart start, string name) =>
        start.Dense ?? throw new SettingsException($"{name} can be searched for a dense network only");

    private static string Text(double value) => Dimension.Text(value);

    private static string Text(int value) => Dimension.Text(value);

    private static string Text(IReadOnlyList<int> widths) => widths.Count == 0 ? "none" : string.Join(',', widths.Select(Text));

    private static int[] Widths(string text) => text == "none" ? [] : [.. text.Split(',').Select(w => Whole("layers", w) is > 0 and var width
        ? width
        : throw new SettingsException($"a layer's width must be 1 or more but is {w}"))];

    private static double Number(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new SettingsException($"the search of {name}: expected a number but got '{text}'");

    private static int Whole(string name, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new SettingsException($"the search of {name}: expected a whole number but got '{text}'");

    private static int Whole(string name, double value) => value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue
        ? (int)value
        : throw new SettingsException($"the search of {name}: expected a whole number but got {Text(value)}");
}
