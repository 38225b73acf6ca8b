using Backprop.Onnx;

namespace Backprop.Cli;

/// <summary><c>backprop train DATA --target COLUMN</c>: from a table to a tested, saved model.</summary>
internal sealed class TrainCommand : CliCommand
{
    internal static readonly Setting Output = new("output", SettingKind.Text, "FILE", "puts the model there, too", "Output");
    internal static readonly Setting Force = new("force", SettingKind.Flag, "", "replaces a file that exists", "Output");
    internal static readonly Setting Runs = new("runs", SettingKind.Text, "FOLDER", "where the run's folder is made (runs)", "Output");

    private static readonly Setting From = new("from", SettingKind.Text, "MODEL", "goes on from this model (.safetensors or .onnx): its columns, network and weights", "Network");
    private static readonly Setting Weights = new("weights", SettingKind.Text, "FILE", "initial values of the network, of a .safetensors (PyTorch's, too), .npz or .onnx file", "Network");

    // What a model to go on from has decided.
    private static readonly IReadOnlyList<Setting> Decided =
    [
        DataSettings.Target, DataSettings.Task, DataSettings.Ignore, DataSettings.Categorical, DataSettings.Numeric, DataSettings.Keep, DataSettings.GroupColumn,
        DataSettings.Time, DataSettings.Missing, TrainSettings.Folds, .. TrainSettings.OfNetwork, TrainSettings.Normalize, Weights,
    ];

    public override string Name => "train";

    public override string Summary => "trains a network on a table, tests it and saves it";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [("DATA", "a CSV file (gzip or not), or an IDX file or folder")];

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. DataSettings.Table, TrainSettings.Validation, TrainSettings.Test, TrainSettings.Folds, .. TrainSettings.OfNetwork, From, Weights, .. TrainSettings.OfTraining,
        .. ResumeSettings.All, Output, Force, Runs, DataSettings.Json, ExperimentFile.Setting,
    ];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
    [
        ("train examples/data/penguins.csv --target species", "all by itself: columns, parts, network, test"),
        ("train examples/data/mpg.csv --target mpg --layers 64,64 --dropout 0.1 --epochs 300 --output mpg.safetensors", "a number is learned, with a network of one's own"),
        ("train examples/data/titanic.csv --target survived --ignore alive --class-weights balanced --folds 5", "a column that gives the target away is left out; cross-validation"),
        ("train fashion-mnist --layers 256,128,64 --epochs 20 --schedule cosine", "a folder of IDX files with its own test part"),
        ("train fashion-mnist --checkpoint ck --checkpoint-every 1m --resume", "may be killed at any moment: the same line again goes on, to the same bits"),
        ("train new-penguins.csv --from runs/penguins-1/model.safetensors --learning-rate 0.0003", "a model goes on learning, from other rows of the same columns"),
        ("train --config experiment.json --learning-rate 0.003", "an experiment from a file, one setting of it changed"),
    ];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        var trainer = TrainSettings.Trainer(arguments, terminal.Clock) with { Checkpoints = ResumeSettings.Of(arguments) };
        var design = TrainSettings.Network(arguments);
        if (arguments.Has(From) && Decided.FirstOrDefault(arguments.Has) is { } decided)
            throw new UsageException($"{decided.Option} does not go with {From.Option}: the model to go on from has decided that");
        if (arguments.Has(Weights) && arguments.Has(TrainSettings.Folds))
            throw new UsageException($"{TrainSettings.Folds.Option} does not go with {Weights.Option}: the weights may have seen the rows they would be judged by");
        var output = arguments.Text(Output);
        var force = arguments.Flag(Force);
        string[] inputs = [arguments[0], .. new[] { TrainSettings.Validation, TrainSettings.Test }.Select(arguments.Text).OfType<string>().Where(File.Exists)];
        OutputFile.Check(output, force, [.. inputs, .. new[] { From, Weights }.Select(arguments.Text).OfType<string>()]);
        if (arguments.Whole(TrainSettings.Folds) is { } few and < 2)
            throw new UsageException($"--folds must be 2 or more but is {few}");
        if (arguments.Has(TrainSettings.Folds) && (arguments.Has(DataSettings.GroupColumn) || arguments.Has(DataSettings.Time)))
            throw new UsageException("--folds deals rows out by chance: it does not go with --group or --time");

        var start = arguments.Text(From) is { } from ? ModelSource.Load(from) : null;
        if (arguments.Text(Weights) is { } weights)
        {
            var tensors = ModelSource.Tensors(weights);
            trainer = trainer with { Start = network => Backprop.Weights.Load(network, tensors, $"'{weights}'", new() { AllowUnused = OnnxImport.IsOnnx(weights) }) };
        }

        var parts = DataParts.Open(arguments[0], arguments, terminal, start);
        SchemaReport.Write(parts.All, terminal);
        cancel.ThrowIfCancellationRequested();
        var folds = arguments.Whole(TrainSettings.Folds) is { } k ? CrossValidation.Run(k, trainer, design, parts, terminal, cancel) : null;
        var job = new TrainingJob(arguments, terminal, arguments.Text(Runs) ?? "runs", output, force, start);
        return job.Go(trainer, design, parts, folds, cancel);
    }
}
