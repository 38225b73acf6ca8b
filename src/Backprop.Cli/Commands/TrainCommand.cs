namespace Backprop.Cli;

/// <summary><c>backprop train DATA --target COLUMN</c>: from a table to a tested, saved model.</summary>
internal sealed class TrainCommand : CliCommand
{
    internal static readonly Setting Output = new("output", SettingKind.Text, "FILE", "puts the model there, too", "Output");
    internal static readonly Setting Force = new("force", SettingKind.Flag, "", "replaces a file that exists", "Output");
    internal static readonly Setting Runs = new("runs", SettingKind.Text, "FOLDER", "where the run's folder is made (runs)", "Output");

    public override string Name => "train";

    public override string Summary => "trains a network on a table, tests it and saves it";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [("DATA", "a CSV file (gzip or not), or an IDX file or folder")];

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. DataSettings.Table, TrainSettings.Validation, TrainSettings.Test, TrainSettings.Folds, .. TrainSettings.OfNetwork, .. TrainSettings.OfTraining,
        .. ResumeSettings.All, Output, Force, Runs, DataSettings.Json, ExperimentFile.Setting,
    ];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
    [
        ("train examples/data/penguins.csv --target species", "all by itself: columns, parts, network, test"),
        ("train examples/data/mpg.csv --target mpg --layers 64,64 --dropout 0.1 --epochs 300 --output mpg.safetensors", "a number is learned, with a network of one's own"),
        ("train examples/data/titanic.csv --target survived --ignore alive --class-weights balanced --folds 5", "a column that gives the target away is left out; cross-validation"),
        ("train fashion-mnist --layers 256,128,64 --epochs 20 --schedule cosine", "a folder of IDX files with its own test part"),
        ("train fashion-mnist --checkpoint ck --checkpoint-every 1m --resume", "may be killed at any moment: the same line again goes on, to the same bits"),
        ("train --config experiment.json --learning-rate 0.003", "an experiment from a file, one setting of it changed"),
    ];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        var trainer = TrainSettings.Trainer(arguments, terminal.Clock) with { Checkpoints = ResumeSettings.Of(arguments) };
        var design = TrainSettings.Network(arguments);
        var output = arguments.Text(Output);
        var force = arguments.Flag(Force);
        string[] inputs = [arguments[0], .. new[] { TrainSettings.Validation, TrainSettings.Test }.Select(arguments.Text).OfType<string>().Where(File.Exists)];
        OutputFile.Check(output, force, inputs);
        if (arguments.Whole(TrainSettings.Folds) is { } few and < 2)
            throw new UsageException($"--folds must be 2 or more but is {few}");
        if (arguments.Has(TrainSettings.Folds) && (arguments.Has(DataSettings.GroupColumn) || arguments.Has(DataSettings.Time)))
            throw new UsageException("--folds deals rows out by chance: it does not go with --group or --time");

        var parts = DataParts.Open(arguments[0], arguments, terminal);
        SchemaReport.Write(parts.All, terminal);
        cancel.ThrowIfCancellationRequested();
        var folds = arguments.Whole(TrainSettings.Folds) is { } k ? CrossValidation.Run(k, trainer, design, parts, terminal, cancel) : null;
        var job = new TrainingJob(arguments, terminal, arguments.Text(Runs) ?? "runs", output, force);
        return job.Go(trainer, design, parts, folds, cancel);
    }
}
