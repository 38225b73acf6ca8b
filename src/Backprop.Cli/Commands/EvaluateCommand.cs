namespace Backprop.Cli;

/// <summary><c>backprop evaluate MODEL DATA</c>: how good a model is on other data.</summary>
internal sealed class EvaluateCommand : CliCommand
{
    public override string Name => "evaluate";

    public override string Summary => "how good a model is on data that has the target";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [("MODEL", "a model file"), ("DATA", "data with the columns the model was trained on")];

    public override IReadOnlyList<Setting> Settings { get; } = [.. DataSettings.Csv, TrainSettings.Threads, DataSettings.Json];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
        [("evaluate runs/penguins-1/model.safetensors examples/data/penguins.csv", "all figures, and the confusion matrix")];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        var model = ModelSource.Load(arguments[0]);
        var data = model.Open(arguments[1], targets: true, DataSettings.CsvOptions(arguments));
        using var workers = TrainSettings.Workers(arguments);
        var evaluation = model.Evaluate(data);
        foreach (var warning in data.Schema.Warnings)
            terminal.Warning(warning);
        if (terminal.Json)
        {
            var document = Json.Document(Name);
            document["model"] = arguments[0];
            document["data"] = arguments[1];
            document["task"] = Words.Of(model.Task);
            document["rows"] = evaluation.Rows;
            document["parameters"] = model.Network.Parameters.Sum(p => (long)p.Count);
            document["test"] = Json.Metrics(evaluation.Metrics);
            if (evaluation.Metrics.Confusion is { } matrix)
                document["confusion"] = Json.Confusion(matrix);
            terminal.WriteJson(document);
            return ExitCode.Done;
        }

        terminal.Heading($"{arguments[0]} on {Words.Whole(evaluation.Rows)} rows of {arguments[1]}");
        ResultReport.Write([("test", evaluation.Metrics)], terminal, all: true);
        if (evaluation.Metrics.Confusion is { Classes: <= 30 } confusion)
        {
            terminal.Line();
            terminal.Block(confusion.ToString());
        }

        return ExitCode.Done;
    }
}
