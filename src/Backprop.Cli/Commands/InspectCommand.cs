using System.Text.Json.Nodes;
using Backprop.Onnx;

namespace Backprop.Cli;

/// <summary><c>backprop inspect MODEL|DATA</c>: what is in a file.</summary>
internal sealed class InspectCommand : CliCommand
{
    public override string Name => "inspect";

    public override string Summary => "what is in a model, in weights or in data: columns, kinds, ranges, network, training";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [("MODEL|DATA", "a model, safetensors, ONNX or NumPy file (.npz, .npy), a CSV file, an IDX file or folder")];

    public override IReadOnlyList<Setting> Settings { get; } = [.. DataSettings.Table, DataSettings.Json];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
    [
        ("inspect examples/data/penguins.csv", "its columns, and what training would do with each"),
        ("inspect examples/data/penguins.csv --target species", "the same with a target: the task, warnings"),
        ("inspect runs/penguins-1/model.safetensors", "the network, its inputs and how it was trained"),
        ("inspect network.onnx", "inputs, outputs, operators and weights; .npz and other .safetensors files likewise"),
    ];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        var path = arguments[0];
        if (OnnxImport.IsOnnx(path))
            TensorReport.Onnx(path, OnnxImport.Inspect(path), terminal);
        else if (Weights.IsNumPy(path))
            TensorReport.Write(path, "numpy", NumPyFile.Load(path).Tensors, new Dictionary<string, string>(), terminal);
        else if (!IsModel(path))
            InspectData(arguments, terminal);
        else if (SafeTensors.Load(path) is var file && !file.Metadata.ContainsKey("backprop.model"))
            TensorReport.Write(path, "safetensors", file.Tensors, file.Metadata, terminal);
        else
            InspectModel(path, terminal);
        return ExitCode.Done;
    }

    // By its name, or as safetensors begins: eight bytes of length, then a JSON object.
    private static bool IsModel(string path)
    {
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return true;
        try
        {
            using var file = File.OpenRead(path);
            var head = new byte[9];
            return file.ReadAtLeast(head, 9, throwOnEndOfStream: false) == 9 && head is [_, _, _, _, 0, 0, 0, 0, (byte)'{'];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // reading it as data tells what is wrong
        }
    }

    private static void InspectModel(string path, Terminal terminal)
    {
        var model = Model.Load(path);
        var (record, layout) = (model.Record, model.Preprocessor.Layout);
        if (terminal.Json)
        {
            var document = Json.Document("inspect");
            document["kind"] = "model";
            document["model"] = path;
            document["task"] = Words.Of(model.Task);
            document["target"] = Json.Texts(layout.Targets.Select(t => t.Name));
            document["classes"] = Json.Texts(model.Preprocessor.ClassNames);
            document["inputs"] = new JsonArray([.. layout.Inputs.Select(i => (JsonNode?)new JsonObject { ["name"] = i.Name, ["kind"] = Words.Of(i.Kind), ["labels"] = Json.Texts(i.Levels) })]);
            document["features"] = Json.Texts(model.Preprocessor.FeatureNames);
            document["network"] = record.Network;
            document["loss"] = model.Loss.Name;
            document["parameters"] = model.Network.Parameters.Sum(p => (long)p.Count);
            document["tensors"] = new JsonArray([.. model.Network.State.Select(s => (JsonNode?)new JsonObject
            {
                ["name"] = s.Name,
                ["shape"] = new JsonArray([.. Enumerable.Range(0, s.Variable.Shape.Rank).Select(i => (JsonNode?)JsonValue.Create(s.Variable.Shape[i]))]),
            })]);
            document["data"] = record.Data;
            document["settings"] = record.Settings.DeepClone();
            document["rows"] = new JsonObject { ["train"] = record.TrainRows, ["validation"] = record.ValidationRows };
            document["epochs"] = record.History.Count;
            document["best_epoch"] = record.BestEpoch;
            document["stop"] = Words.Of(record.Stop);
            terminal.WriteJson(document);
            return;
        }

        terminal.Heading($"{path}: {Words.Of(model.Task)} of {string.Join(", ", layout.Targets.Select(t => t.Name))}"
            + (layout.Targets[0].Classes.Length is > 0 and <= 20 ? $" ({string.Join(", ", layout.Targets[0].Classes)})" : ""));
        const int Most = 40;
        terminal.Table(["input", "kind", "labels"], layout.Inputs.Take(Most).Select(i => (IReadOnlyList<string>)
            [i.Name, Words.Of(i.Kind), i.Levels.Length <= 8 ? string.Join(", ", i.Levels) : $"{string.Join(", ", i.Levels.Take(8))}, … ({i.Levels.Length})"]));
        if (layout.Inputs.Length > Most)
            terminal.Line($"  … and {Words.Whole(layout.Inputs.Length - Most)} more inputs");
        terminal.Heading($"Network: {record.Network}, loss {model.Loss.Name}");
        terminal.Block(model.Network.Summary([1, model.Preprocessor.FeatureNames.Count + model.Preprocessor.Embeddings.Count]));
        terminal.Heading($"Training: {record.Data}, {Words.Whole(record.TrainRows)} rows, best epoch {record.BestEpoch} of {record.History.Count}, {Words.Why(record.Stop)}");
        terminal.Line("  " + string.Join(", ", record.Settings.Where(s => s.Value is not null).Select(s => $"{s.Key} {s.Value!.ToJsonString().Trim('"')}")));
        if (record.BestEpoch >= 1 && record.BestEpoch <= record.History.Count && record.History[record.BestEpoch - 1] is var best)
            terminal.Line($"  loss {Words.Number(best.TrainLoss)}{(best.ValidationLoss is { } v ? $", validation {Words.Number(v)}" : "")}");
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
            terminal.Next($"{CommandName.Text} train {Words.Quoted(arguments[0])} --target COLUMN", "learns a column");
        }
    }
}
