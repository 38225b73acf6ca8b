using System.Text.Json.Nodes;
using Backprop.Tuning;

namespace Backprop.Cli;

/// <summary><c>backprop tune DATA --target COLUMN</c>: searches settings by validation results and keeps the best model.</summary>
internal sealed class TuneCommand : CliCommand
{
    public override string Name => "tune";

    public override string Summary => "searches learning rate, batch size, epochs, layers, dropout and weight decay by validation results";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [("DATA", "a CSV file, an IDX file or folder")];

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. TuneSettings.All, .. ResumeSettings.All, TrainCommand.Output, TrainCommand.Force, TrainCommand.Runs, ExperimentFile.Setting,
        .. DataSettings.Table, TrainSettings.Validation, TrainSettings.Test, .. TrainSettings.OfNetwork, .. TrainSettings.OfTraining, DataSettings.Json,
    ];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
    [
        ("tune examples/data/penguins.csv --target species", "20 trials; the first with the usual settings"),
        ("tune examples/data/penguins.csv --target species --learning-rate 10", "repairs a bad start: whatever is given is the first trial"),
        ("tune examples/data/diabetes.csv --target target --metric r2 --trials 40", "another judge, more trials"),
        ("tune examples/data/penguins.csv --target species --checkpoint search --resume", "may be interrupted: the same line again goes on"),
        ("tune examples/data/wine.csv --target class --sampler grid --space learning-rate=1e-3..1e-1 --space 'layers=none|32|64,32'", "every combination of some values"),
    ];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        var network = TrainSettings.Network(arguments);
        var trainer = TrainSettings.Trainer(arguments, terminal.Clock);
        var tuner = TuneSettings.Tuner(arguments, trainer) with { Checkpoints = ResumeSettings.Of(arguments) };
        var output = arguments.Text(TrainCommand.Output);
        OutputFile.Check(output, arguments.Flag(TrainCommand.Force), arguments[0]);

        var began = terminal.Clock.GetTimestamp();
        var parts = DataParts.Open(arguments[0], arguments, terminal);
        if (parts.Validation is not { } validation)
            throw new UsageException($"a search needs a validation part to decide by: leave {TrainSettings.Validation.Option} out, or give it a share of the rows or a file");
        foreach (var warning in parts.All.Schema.Warnings)
            terminal.Warning(warning);
        var start = new TuningStart(network, trainer, parts.Train.Count);
        var space = TuneSettings.SpaceOf(arguments, start);
        terminal.Line(parts.All.ToString());
        terminal.Heading($"Searching by the {tuner.Metric} on {Words.Whole(validation.Count)} validation rows, {Words.Whole(parts.Train.Count)} to learn from");
        foreach (var line in space.ToString().Split('\n'))
            terminal.Line("  " + line);
        if (tuner.Sampler is GridSampler grid)
            terminal.Line($"  a grid of {Words.Whole(grid.Count(space))} combinations");
        terminal.Line();

        var report = new TuneReport(terminal, tuner.Trials, tuner.Metric);
        var folder = RunFolder.Create(arguments.Text(TrainCommand.Runs) ?? "runs", arguments[0], Start(arguments));
        TuningResult result;
        try
        {
            result = (tuner with { Space = space, Log = Path.Combine(folder.Folder, "trials.jsonl"), OnEvent = report.Show })
                .Run(network, parts.Train, validation, cancel);
        }
        catch
        {
            folder.Discard();
            throw;
        }

        using (folder)
        {
            if (result is not { Best: { } best, Model: { } model })
                return Nothing(result, folder, cancel);
            folder.Add(model.Record.History);
            model.Save(folder.ModelPath);
            if (output is not null)
                model.Save(output, arguments.Flag(TrainCommand.Force));

            // The test part is looked at now, once, when everything is decided.
            var line = TrainLine.Of(arguments, best.Number == 1 ? new Dictionary<string, string>() : best.Settings);
            var test = parts.Test is null ? null : model.Evaluate(parts.Test).Metrics;
            var startTest = parts.Test is null || best.Number == 1 ? test : result.StartModel?.Evaluate(parts.Test).Metrics;
            var document = Document(result, best, model, line);
            document["validation"] = Json.Metrics(model.Evaluate(validation).Metrics);
            document["test"] = test is null ? null : Json.Metrics(test);
            document["start"] = startTest is null ? null : new JsonObject { ["test"] = Json.Metrics(startTest) };
            document["metric"] = tuner.Metric;
            document["model"] = output ?? folder.ModelPath;
            document["run"] = folder.Folder;
            document["seconds"] = terminal.Clock.GetElapsedTime(began).TotalSeconds;
            folder.Finish(result.End == StudyEnd.Cancelled ? "interrupted" : "done", document);
            if (terminal.Json)
            {
                var json = Json.Document("tune");
                foreach (var (name, value) in document)
                    json[name] = value?.DeepClone();
                terminal.WriteJson(json);
            }

            report.Best(result, space);
            if (test is not null)
                Compare(result, best, parts.Test!.Count, test, startTest, terminal);
            Next(arguments, best, model, output ?? folder.ModelPath, line, terminal);
        }

        return result.End == StudyEnd.Cancelled ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static JsonObject Start(Arguments arguments)
    {
        var start = Json.Document("tune");
        start["status"] = "running";
        start["data"] = arguments[0];
        var options = new JsonObject();
        foreach (var (name, values) in arguments.Given)
            options[name] = Json.Texts(values);
        start["options"] = options;
        return start;
    }

    private static JsonObject Document(TuningResult result, Trial best, Model model, IReadOnlyList<string> line) => new()
    {
        ["end"] = result.End.ToString().ToLowerInvariant(),
        ["best"] = TuneReport.ToJson(best),
        ["best_epoch"] = best.BestEpoch,
        ["epochs"] = best.Epochs,
        ["parameters"] = model.Network.Parameters.Sum(p => (long)p.Count),
        ["trials"] = new JsonArray([.. result.Trials.Select(TuneReport.ToJson)]),
        ["reproduce"] = new JsonObject { ["command_line"] = TrainLine.Text(line), ["arguments"] = Json.Texts(line) },
    };

    // Every trial failed, or the first was stopped before it had a result.
    private static int Nothing(TuningResult result, RunFolder folder, CancellationToken cancel)
    {
        if (result.Trials.FirstOrDefault(t => t.State == TrialState.Failed) is not { } failed)
        {
            folder.Discard();
            throw new OperationCanceledException(cancel);
        }

        var details = new JsonObject { ["run"] = folder.Folder, ["trials"] = new JsonArray([.. result.Trials.Select(TuneReport.ToJson)]) };
        folder.Finish("failed", details);
        throw new CommandFailure(cancel.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Failed, "divergence",
            $"none of {result.Trials.Count} trials gave a model; the first: {failed.Problem}. Search smaller steps, as --space learning-rate=1e-6..1e-2", details);
    }

    private static void Compare(TuningResult result, Trial best, int rows, MetricSet test, MetricSet? startTest, Terminal terminal)
    {
        terminal.Heading($"On {Words.Whole(rows)} test rows, looked at only now");
        List<(string, MetricSet)> columns = [($"trial {best.Number}", test)];
        if (best.Number != 1 && startTest is not null)
            columns.Add(("the start", startTest));
        ResultReport.Write(columns, terminal);
        if (result.Trials[0].State == TrialState.Failed)
            terminal.Line("  the start itself diverged");
    }

    private static void Next(Arguments arguments, Trial best, Model model, string path, IReadOnlyList<string> line, Terminal terminal)
    {
        if (best.State == TrialState.Complete && model.Record.Stop == StopReason.Epochs && best.BestEpoch == best.Epochs)
            terminal.Line("  the best trial was still getting better in its last epoch: more --epochs may help");
        if (best.State == TrialState.Interrupted)
            terminal.Line("  the only trial was interrupted: the line below trains it in full");
        terminal.Heading("Next");
        terminal.Next(TrainLine.Text(line), best.State == TrialState.Complete ? "gives this model again, byte for byte" : "trains it in full");
        terminal.Next($"{CommandName.Text} inspect {Words.Quoted(path)}", "what is in the model");
        terminal.Next($"{CommandName.Text} predict {Words.Quoted(path)} {Words.Quoted(arguments[0])}", "predictions");
    }
}
