using System.Globalization;
using Backprop.Engine;

namespace Backprop.Cli;

/// <summary>The options that say what is trained and how, shared by <c>train</c> and <c>tune</c>.</summary>
internal static class TrainSettings
{
    private const string Parts = "Parts", Net = "Network", Training = "Training";

    public static Setting Validation { get; } = new("validation", SettingKind.Text, "FILE|FRACTION", "what the best epoch is chosen by: a share of the rows (0.2 unless told), a file, or none", Parts);
    public static Setting Test { get; } = new("test", SettingKind.Text, "FILE|FRACTION", "what is looked at once, at the end: a share of the rows (0.2 unless told), a file, or none", Parts);
    public static Setting Folds { get; } = new("folds", SettingKind.Whole, "K", "before training, cross-validates over K parts of all rows that are not the test part", Parts);

    public static Setting Layers { get; } = new("layers", SettingKind.List, "64,32", "units of each hidden layer; none for a linear model", Net);
    public static Setting Activation { get; } = new("activation", SettingKind.Text, "NAME", "after each hidden layer", Net) { Choices = [.. Activations.All.Names] };
    public static Setting Normalization { get; } = new("normalization", SettingKind.Text, "NAME", "of hidden layers", Net) { Choices = DenseNetwork.Normalizations };
    public static Setting Dropout { get; } = new("dropout", SettingKind.Number, "X", "share of hidden units left out in each step, from 0 to below 1", Net);
    public static Setting Init { get; } = new("init", SettingKind.Text, "NAME", "what fills hidden weights; else what suits the activation", Net) { Choices = [.. Initializers.All.Names] };

    public static Setting Loss { get; } = new("loss", SettingKind.Text, "NAME", "what is made small; else the task's", Training) { Choices = [.. LossRegistry.All.Names] };
    public static Setting Optimizer { get; } = new("optimizer", SettingKind.Text, "NAME", "the update rule", Training) { Choices = [.. OptimizerRegistry.All.Names] };
    public static Setting LearningRate { get; } = new("learning-rate", SettingKind.Number, "X", "the size of a step; else chosen by the number of rows (adamw), or the optimizer's usual", Training);
    public static Setting Schedule { get; } = new("schedule", SettingKind.Text, "NAME", "how the learning rate changes", Training) { Choices = [.. ScheduleRegistry.All.Names] };
    public static Setting WarmUp { get; } = new("warm-up", SettingKind.Whole, "STEPS", "updates over which the learning rate rises", Training);
    public static Setting BatchSize { get; } = new("batch-size", SettingKind.Whole, "N", "rows of an update; else by the number of rows", Training);
    public static Setting Accumulate { get; } = new("accumulate", SettingKind.Whole, "N", "batches whose gradients are averaged for one update", Training);
    public static Setting Epochs { get; } = new("epochs", SettingKind.Whole, "N", "the most passes over the training part", Training);
    public static Setting Steps { get; } = new("steps", SettingKind.Whole, "N", "the most updates", Training);
    public static Setting UntilLoss { get; } = new("until-loss", SettingKind.Number, "X", "stops when the validation loss is at most this", Training);
    public static Setting Patience { get; } = new("patience", SettingKind.Whole, "N", "stops after this many epochs without a better validation loss; 0: never", Training);
    public static Setting WeightDecay { get; } = new("weight-decay", SettingKind.Number, "X", "how strongly weights are pulled to zero", Training);
    public static Setting Momentum { get; } = new("momentum", SettingKind.Number, "X", "how much of the last step is kept, for optimizers that have it", Training);
    public static Setting ClipNorm { get; } = new("clip-norm", SettingKind.Number, "X", "the largest norm of a gradient", Training);
    public static Setting ClipValue { get; } = new("clip-value", SettingKind.Number, "X", "the largest absolute value in a gradient", Training);
    public static Setting LabelSmoothing { get; } = new("label-smoothing", SettingKind.Number, "X", "share of each class target that is spread over all classes", Training);
    public static Setting ClassWeights { get; } = new("class-weights", SettingKind.Text, "balanced|A=1,B=2", "how much rows of each class count", Training);
    public static Setting AverageDecay { get; } = new("average-decay", SettingKind.Number, "X", "keeps a running mean of the weights with this decay, as 0.99", Training);
    public static Setting Normalize { get; } = new("normalize", SettingKind.Text, "NAME", "how numbers are scaled; else standard (minmax for pictures)", Training)
    { Choices = ["standard", "minmax", "robust", "quantile", "none"] };
    public static Setting Seed { get; } = new("seed", SettingKind.Whole, "N", "chooses the parts, the initial weights and the order of rows (1)", Training);
    public static Setting Threads { get; } = new("threads", SettingKind.Whole, "N", "threads; never changes a result; else one a processor", Training);

    /// <summary>What the network is.</summary>
    public static IReadOnlyList<Setting> OfNetwork { get; } = [Layers, Activation, Normalization, Dropout, Init];

    /// <summary>How it is trained.</summary>
    public static IReadOnlyList<Setting> OfTraining { get; } =
    [
        Loss, Optimizer, LearningRate, Schedule, WarmUp, BatchSize, Accumulate, Epochs, Steps, UntilLoss, Patience, WeightDecay, Momentum, ClipNorm,
        ClipValue, LabelSmoothing, ClassWeights, AverageDecay, Normalize, Seed, Threads,
    ];

    /// <summary>The network as told.</summary>
    /// <exception cref="SettingsException">A value is out of its range.</exception>
    public static DenseNetwork Network(Arguments arguments)
    {
        var usual = new DenseNetwork();
        var network = usual with
        {
            Widths = arguments.Has(Layers) ? Widths(arguments.List(Layers)) : usual.Widths,
            Activation = arguments.Text(Activation) ?? usual.Activation,
            Normalization = arguments.Text(Normalization) ?? usual.Normalization,
            Dropout = arguments.Number(Dropout) ?? usual.Dropout,
            Initializer = arguments.Text(Init) ?? usual.Initializer,
        };
        // Wrong settings are told before data is read.
        network.Validate();
        return network;
    }

    /// <summary>The trainer as told.</summary>
    /// <exception cref="SettingsException">A value is out of its range.</exception>
    public static Trainer Trainer(Arguments arguments, TimeProvider clock)
    {
        var usual = new Trainer();
        var trainer = usual with
        {
            Epochs = arguments.Whole(Epochs) ?? usual.Epochs,
            BatchSize = Positive(arguments, BatchSize) ?? usual.BatchSize,
            Optimizer = arguments.Text(Optimizer) ?? usual.Optimizer,
            LearningRate = arguments.Number(LearningRate) ?? usual.LearningRate,
            WeightDecay = arguments.Number(WeightDecay) ?? usual.WeightDecay,
            Momentum = arguments.Number(Momentum) ?? usual.Momentum,
            Schedule = arguments.Text(Schedule) ?? usual.Schedule,
            WarmUpSteps = arguments.Whole(WarmUp) ?? usual.WarmUpSteps,
            Loss = arguments.Text(Loss) ?? usual.Loss,
            LabelSmoothing = arguments.Number(LabelSmoothing) ?? usual.LabelSmoothing,
            ClassWeights = arguments.Text(ClassWeights) ?? usual.ClassWeights,
            Patience = arguments.Whole(Patience) ?? usual.Patience,
            UntilLoss = arguments.Number(UntilLoss) ?? usual.UntilLoss,
            Steps = arguments.Whole(Steps) ?? usual.Steps,
            Seed = SeedOf(arguments),
            Threads = Positive(arguments, Threads) ?? usual.Threads,
            ClipNorm = arguments.Number(ClipNorm) ?? usual.ClipNorm,
            ClipValue = arguments.Number(ClipValue) ?? usual.ClipValue,
            Accumulate = arguments.Whole(Accumulate) ?? usual.Accumulate,
            AverageDecay = arguments.Number(AverageDecay) ?? usual.AverageDecay,
            Preprocessing = usual.Preprocessing with { Scaling = ScalingOf(arguments.Text(Normalize), usual.Preprocessing.Scaling) },
            Clock = clock,
        };
        trainer.Validate();
        return trainer;
    }

    /// <summary>The seed; 1 unless told.</summary>
    public static ulong SeedOf(Arguments arguments) => arguments.Long(Seed) switch
    {
        null => 1,
        >= 0 and { } seed => (ulong)seed,
        var seed => throw new UsageException($"--seed must be 0 or more but is {seed}"),
    };

    /// <summary>Lets ops inside use the threads that were asked for.</summary>
    public static Execution.WorkersScope Workers(Arguments arguments) =>
        Execution.Use(Numerics.Workers.Of(ThreadsOf(arguments) ?? Environment.ProcessorCount));

    /// <summary>How many threads were asked for, if any.</summary>
    public static int? ThreadsOf(Arguments arguments) => Positive(arguments, Threads);

    private static int? Positive(Arguments arguments, Setting setting) => arguments.Whole(setting) is { } value
        ? value >= 1 ? value : throw new UsageException($"{setting.Option} must be 1 or more but is {value}")
        : null;

    private static IReadOnlyList<int> Widths(IReadOnlyList<string> layers) => layers is ["none"] or []
        ? []
        : [.. layers.Select(l => int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0
            ? width
            : throw new UsageException($"{Layers.Option} expects the units of each hidden layer (as 64,32) or none but got '{l}'"))];

    private static Scaling ScalingOf(string? name, Scaling usual) => name switch
    {
        "standard" => Scaling.Standard,
        "minmax" => Scaling.MinMax,
        "robust" => Scaling.Robust,
        "quantile" => Scaling.Quantile,
        "none" => Scaling.None,
        _ => usual,
    };
}
