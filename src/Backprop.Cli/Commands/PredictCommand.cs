using System.Text;

namespace Backprop.Cli;

/// <summary><c>backprop predict MODEL DATA</c>: what a model says of each row, as CSV.</summary>
internal sealed class PredictCommand : CliCommand
{
    private static readonly Setting Output = new("output", SettingKind.Text, "FILE.csv", "writes there instead of to standard output", "Output");
    private static readonly Setting Proba = new("proba", SettingKind.Flag, "", "adds a column with the probability of each class", "Output");
    private static readonly Setting Force = new("force", SettingKind.Flag, "", "replaces a file that exists", "Output");

    public override string Name => "predict";

    public override string Summary => "what a model says of each row, as CSV";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [("MODEL", "a model file"), ("DATA", "data with the columns the model was trained on; the target may be absent")];

    public override IReadOnlyList<Setting> Settings { get; } = [Output, Proba, Force, .. DataSettings.Csv, TrainSettings.Threads, DataSettings.Json];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
    [
        ("predict runs/penguins-1/model.safetensors examples/data/penguins.csv", "a line a row, to standard output"),
        ("predict runs/penguins-1/model.safetensors examples/data/penguins.csv --proba --output predictions.csv", "with a probability for each class, to a file"),
    ];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        var output = arguments.Text(Output);
        var force = arguments.Flag(Force);
        if (terminal.Json && output is null)
            throw new UsageException("--json needs --output FILE.csv: predictions and the document cannot both go to standard output");
        OutputFile.Check(output, force, [arguments[0], arguments[1]]);
        var model = ModelSource.Load(arguments[0]);
        var probabilities = arguments.Flag(Proba);
        if (probabilities && model.Task == TaskKind.Regression)
            throw new UsageException($"--proba goes with classification, but '{arguments[0]}' predicts the number '{model.Preprocessor.Layout.Targets[0].Name}'");
        terminal.DataOnOutput = output is null;
        var data = model.Open(arguments[1], targets: false, DataSettings.CsvOptions(arguments));
        using var workers = TrainSettings.Workers(arguments);
        var predictions = model.Predict(data);
        cancel.ThrowIfCancellationRequested();
        foreach (var warning in data.Schema.Warnings)
            terminal.Warning(warning);
        if (output is null)
        {
            Write(predictions, probabilities, terminal.Output);
            return ExitCode.Done;
        }

        AtomicFile.Write(output, force, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
            Write(predictions, probabilities, writer);
        });
        if (terminal.Json)
        {
            var document = Json.Document(Name);
            document["model"] = arguments[0];
            document["data"] = arguments[1];
            document["rows"] = predictions.Count;
            document["output"] = output;
            terminal.WriteJson(document);
        }
        else
            terminal.Line($"{Words.Whole(predictions.Count)} predictions: {output}");
        return ExitCode.Done;
    }

    private static void Write(Predictions p, bool probabilities, TextWriter writer)
    {
        var csv = new CsvWriter(writer);
        csv.Row(Heads(p, probabilities));
        for (var row = 0; row < p.Count; row++)
            csv.Row(Cells(p, row, probabilities));
        writer.Flush();
    }

    private static IEnumerable<string> Heads(Predictions p, bool probabilities) =>
        p.TargetNames.Concat(!probabilities ? [] : p.Task == TaskKind.MultiLabel ? p.TargetNames.Select(t => $"probability_{t}") : p.ClassNames.Select(c => $"probability_{c}"));

    private static IEnumerable<string> Cells(Predictions p, int row, bool probabilities)
    {
        for (var target = 0; target < p.TargetNames.Count; target++)
            yield return p.Task == TaskKind.Regression ? CsvWriter.Number(p.Value(row, target)) : p.Label(row, target);
        if (!probabilities)
            yield break;
        var count = p.Task == TaskKind.MultiLabel ? p.TargetNames.Count : p.ClassNames.Count;
        for (var i = 0; i < count; i++)
            yield return CsvWriter.Number(p.Probability(row, i));
    }
}
