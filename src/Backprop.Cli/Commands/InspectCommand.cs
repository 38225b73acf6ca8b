namespace Backprop.Cli;

/// <summary><c>backprop inspect MODEL|DATA</c>: what is in a file.</summary>
internal sealed class InspectCommand : CliCommand
{
    public override string Name => "inspect";

    public override string Summary => "what is in a model or in data: columns, kinds, ranges, network, training";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [("MODEL|DATA", "a model file, a CSV file, an IDX file or folder")];

    public override IReadOnlyList<Setting> Settings { get; } = [.. DataSettings.Table, DataSettings.Json];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
    [
        ("inspect examples/data/penguins.csv", "its columns, and what training would do with each"),
        ("inspect examples/data/penguins.csv --target species", "the same with a target: the task, warnings"),
        ("inspect runs/penguins-1/model.safetensors", "the network, its inputs and how it was trained"),
    ];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        InspectData(arguments, terminal);
        return ExitCode.Done;
    }

    private static void InspectData(Arguments arguments, Terminal terminal)
    {
        var source = DataSources.FromPath(arguments[0], DataSettings.CsvOptions(arguments));
        var data = TableData.Open(source, DataSettings.TableOptions(arguments, source));
        if (terminal.Json)
        {
            var document = Json.Document("inspect");
            document["kind"] = "data";
            document["data"] = arguments[0];
            document["rows"] = data.Schema.Rows;
            document["task"] = data.Schema.Task is { } task ? Words.Of(task) : null;
            document["columns"] = Json.Columns(data.Schema);
            document["notes"] = Json.Texts(data.Schema.Notes);
            document["warnings"] = Json.Texts(data.Schema.Warnings);
            if (data.TestPart is { } test)
                document["test_rows"] = test.Count;
            terminal.WriteJson(document);
            return;
        }

        SchemaReport.Write(data, terminal);
        if (data.Schema.Task is null)
        {
            terminal.Heading("Next");
            terminal.Next($"backprop train {Words.Quoted(arguments[0])} --target COLUMN", "learns a column");
        }
    }
}
