using System.Globalization;
using System.Text.Json.Nodes;

namespace Backprop;

/// <summary>
/// Trains a network on a table: fits the preprocessing on the training part, initialises the network, repeats forward pass,
/// loss, backward pass and update, watches the validation loss, and keeps the best weights. Same settings, data and seed:
/// the same bits.
/// </summary>
public sealed record Trainer
{
    /// <summary>The most passes over the training part.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>Rows of an update; 0: by the number of rows.</summary>
    public int BatchSize { get; init; }

    /// <summary>The update rule, by its name in <see cref="OptimizerRegistry"/>.</summary>
    public string Optimizer { get; init; } = "adamw";

    /// <summary>The size of a step; null: AdamW's by the number of rows (0.003, from 10,000 rows on 0.001), of others the usual one.</summary>
    public double? LearningRate { get; init; }

    /// <summary>How strongly weights are pulled to zero; null: AdamW's by learning rate and rows (forgotten in 20 epochs), of others the usual.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>How much of the last step is kept, for optimizers that have it.</summary>
    public double? Momentum { get; init; }

    /// <summary>How the learning rate changes, by its name in <see cref="ScheduleRegistry"/>.</summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>Updates over which the learning rate rises from zero.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>What is made small, by its name in <see cref="LossRegistry"/>; null: the task's.</summary>
    public string? Loss { get; init; }

    /// <summary>Share of each class target that is spread over all classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary><c>balanced</c>, or <c>class=weight,…</c>; null: all alike.</summary>
    public string? ClassWeights { get; init; }

    /// <summary>Epochs without a better validation loss before training stops; 0: never stops early.</summary>
    public int Patience { get; init; } = 20;

    /// <summary>Training stops when the validation loss (without validation: the training loss) is at most this.</summary>
    public double? UntilLoss { get; init; }

    /// <summary>The most updates; null: as many as the epochs make.</summary>
    public int? Steps { get; init; }

    /// <summary>Chooses initial weights, the order of rows and what dropout drops.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0: as many as there are processors. Never changes a result.</summary>
    public int Threads { get; init; }

    /// <summary>The largest norm a gradient may have; longer ones are shortened.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The largest absolute value an element of a gradient may have.</summary>
    public double? ClipValue { get; init; }

    /// <summary>Batches whose gradients are averaged for one update.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The decay of a running mean of the weights, which is then what is validated and kept; null: none.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>
    /// Whether steps are captured and replayed (<see cref="Step"/>): the same bits, much faster. Without it ops are run one by
    /// one, for networks of one's own that look at values.
    /// </summary>
    public bool Capture { get; init; } = true;

    /// <summary>Where training writes down all it needs to go on after an interruption; null: nowhere. Never changes a result.</summary>
    public CheckpointSettings? Checkpoints { get; init; }

    /// <summary>How columns become inputs.</summary>
    public PreprocessorOptions Preprocessing { get; init; } = new();

    /// <summary>Where times in events come from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told what happens.</summary>
    public Action<TrainingEvent>? OnEvent { get; init; }

    /// <summary>
    /// Given a new network once it has its initial values: to begin from others, such as
    /// <c>network => Weights.Load(network, "pretrained.safetensors")</c>.
    /// </summary>
    public Action<Module>? Start { get; init; }

    /// <summary>Trains a network.</summary>
    /// <param name="design">The network to build.</param>
    /// <param name="train">What it learns from; preprocessing is fitted on it alone.</param>
    /// <param name="validation">What stopping and the best epoch are judged by; without it the last weights are kept.</param>
    /// <param name="cancel">Ends training after the current update; the best model so far is returned.</param>
    /// <exception cref="SettingsException">A setting is out of its range, or a name is not known.</exception>
    /// <exception cref="DivergenceException">The loss or a gradient became infinite or NaN.</exception>
    /// <exception cref="FileException">Checkpoints cannot be written, or none of those there is whole.</exception>
    public Model Fit(NetworkDesign design, TableData train, TableData? validation = null, CancellationToken cancel = default)
    {
        Validate();
        if (train.Schema.Task is null)
            throw new SettingsException("there is no target to learn: open the table with a target column");
        using var scope = Execution.Use(Workers.Of(Threads == 0 ? Environment.ProcessorCount : Threads));
        // A Poisson loss compares counts, not standardised numbers.
        var options = Loss == "poisson" ? Preprocessing with { ScaleTargets = false } : Preprocessing;
        var preprocessor = Preprocessor.Fit(train, options);
        return Fit(preprocessor, Loss, Build, design.Describe(), train, validation, cancel);

        Module Build()
        {
            var network = design.Build(new(preprocessor.FeatureNames.Count, preprocessor.Embeddings, preprocessor.Outputs))
                .Initialize(new Philox(Seed).Child(Streams.Initialization));
            Start?.Invoke(network);
            return network;
        }
    }

    /// <summary>Goes on training a model, on the same data or other of the same columns: fine-tuning.</summary>
    /// <param name="start">Its preprocessing, network and weights are where training begins; it stays as it is.</param>
    /// <param name="train">What is learned from; opened by <see cref="Model.Open"/>, with the targets.</param>
    /// <param name="validation">What stopping and the best epoch are judged by; without it the last weights are kept.</param>
    /// <param name="cancel">Ends training after the current update; the best model so far is returned.</param>
    /// <exception cref="SettingsException">A setting is out of its range, a name is not known, or the network has layers that no registry knows.</exception>
    /// <exception cref="DivergenceException">The loss or a gradient became infinite or NaN.</exception>
    /// <exception cref="FileException">Checkpoints cannot be written, or none of those there is whole.</exception>
    public Model Fit(Model start, TableData train, TableData? validation = null, CancellationToken cancel = default)
    {
        Validate();
        if (!train.HasTargets)
            throw new SettingsException("there is no target to learn: open the table with Model.Open(path, targets: true)");
        if ((Loss ?? start.Loss.Name) is var loss && (loss == "poisson") != (start.Loss.Name == "poisson"))
            throw new SettingsException($"a model trained by '{start.Loss.Name}' cannot go on by '{loss}': its targets are scaled otherwise");
        using var scope = Execution.Use(Workers.Of(Threads == 0 ? Environment.ProcessorCount : Threads));
        return Fit(start.Preprocessor, loss, Copy, start.Record.Network, train, validation, cancel);

        Module Copy()
        {
            var network = LayerRegistry.Build(start.Network.Settings);
            foreach (var ((_, to), (_, from)) in network.State.Zip(start.Network.State))
                to.Set(from);
            return network;
        }
    }

    private Model Fit(Preprocessor preprocessor, string? lossName, Func<Module> build, string description, TableData train, TableData? validation, CancellationToken cancel)
    {
        var head = TaskHead.Of(preprocessor, lossName);
        var rows = preprocessor.Encode(train);
        var held = validation is null ? null : preprocessor.Encode(validation);
        var loss = head.Loss(lossName, LabelSmoothing, ClassWeights, rows);
        var network = build();
        var record = new TrainingRecord
        {
            Data = Path.GetFileName(train.Schema.Source.TrimEnd('/', '\\')),
            Settings = ToJson(),
            Network = description,
            TrainRows = rows.Rows,
            ValidationRows = held?.Rows ?? 0,
        };
        return new TrainingRun(this, new Model(network, preprocessor, loss, record), head, rows, held).Go(cancel);
    }

    /// <summary>Checks ranges and names.</summary>
    /// <exception cref="SettingsException">A setting is out of its range, or a name is not known.</exception>
    public void Validate()
    {
        AtLeast("epochs", Epochs, 1);
        AtLeast("batch size", BatchSize, 0);
        AtLeast("patience", Patience, 0);
        AtLeast("steps", Steps ?? 1, 1);
        AtLeast("warm-up steps", WarmUpSteps, 0);
        AtLeast("threads", Threads, 0);
        AtLeast("accumulated batches", Accumulate, 1);
        Between("learning rate", LearningRate, 0, double.MaxValue, open: true);
        Between("weight decay", WeightDecay, 0, double.MaxValue);
        Between("momentum", Momentum, 0, 1);
        Between("label smoothing", LabelSmoothing, 0, 1);
        Between("decay of the average", AverageDecay, 0, 1);
        Between("clipping norm", ClipNorm, 0, double.MaxValue, open: true);
        Between("clipping value", ClipValue, 0, double.MaxValue, open: true);
        Checkpoints?.Validate();
        _ = OptimizerRegistry.All[Optimizer];
        _ = ScheduleRegistry.All[Schedule];
        if (Loss is not null)
            _ = LossRegistry.All[Loss];

        static void AtLeast(string name, int value, int least)
        {
            if (value < least)
                throw new SettingsException(string.Create(CultureInfo.InvariantCulture, $"the {name} must be {least} or more but is {value}"));
        }

        static void Between(string name, double? value, double least, double most, bool open = false)
        {
            if (value is { } number && !(open ? number > least && number <= most : number >= least && number <= most))
            {
                throw new SettingsException(string.Create(CultureInfo.InvariantCulture,
                    $"the {name} must be {(open ? "greater than" : "at least")} {least}{(most < double.MaxValue ? $" and at most {most}" : "")} but is {number}"));
            }
        }
    }

    /// <summary>The batch size for a number of training rows.</summary>
    internal int BatchSizeFor(int rows) => BatchSize > 0 ? BatchSize : Defaults.BatchSize(rows);

    internal Optimizer CreateOptimizer(Module network, int rows)
    {
        var (rate, decay) = (LearningRate, WeightDecay);
        if (Optimizer == Defaults.Optimizer)
        {
            var batch = (long)BatchSizeFor(rows) * Accumulate;
            rate ??= Defaults.LearningRate(rows);
            decay ??= Defaults.WeightDecay(rate.Value, (int)((rows + batch - 1) / batch));
        }

        var optimizer = OptimizerRegistry.Create(
            new(Optimizer) { LearningRate = rate, WeightDecay = decay, Momentum = Momentum },
            // Pulling biases and norms to zero helps nobody.
            [.. ParameterGroup.DecayWeightsOnly(network.Parameters.Where(p => !p.Frozen))]);
        optimizer.Clipping = new() { MaximumNorm = ClipNorm, MaximumValue = ClipValue };
        return optimizer;
    }

    // What decides the result; threads, clock and listeners do not.
    internal JsonObject ToJson() => new()
    {
        ["epochs"] = Epochs,
        ["batch_size"] = BatchSize,
        ["optimizer"] = Optimizer,
        ["learning_rate"] = LearningRate,
        ["weight_decay"] = WeightDecay,
        ["momentum"] = Momentum,
        ["schedule"] = Schedule,
        ["warm_up_steps"] = WarmUpSteps,
        ["loss"] = Loss,
        ["label_smoothing"] = LabelSmoothing,
        ["class_weights"] = ClassWeights,
        ["patience"] = Patience,
        ["until_loss"] = UntilLoss,
        ["steps"] = Steps,
        ["seed"] = Seed,
        ["clip_norm"] = ClipNorm,
        ["clip_value"] = ClipValue,
        ["accumulate"] = Accumulate,
        ["average_decay"] = AverageDecay,
        ["scaling"] = Preprocessing.Scaling.ToString(),
        ["scale_targets"] = Preprocessing.ScaleTargets,
        ["missing_indicators"] = Preprocessing.MissingIndicators,
        ["one_hot_limit"] = Preprocessing.OneHotLimit,
        ["embed"] = new JsonArray([.. Preprocessing.Embed.Select(e => (JsonNode)e)]),
    };
}
