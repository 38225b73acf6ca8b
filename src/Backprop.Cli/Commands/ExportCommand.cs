using System.Text.Json.Nodes;
using Backprop.Onnx;

namespace Backprop.Cli;

/// <summary><c>backprop export MODEL --to FILE.onnx</c>: a model for other programs, with its preprocessing inside.</summary>
internal sealed class ExportCommand : CliCommand
{
    private static readonly Setting To = new("to", SettingKind.Text, "FILE", "the file to write: .onnx, or the weights alone as .safetensors or .npz", "Output");
    private static readonly Setting Bare = new("bare", SettingKind.Flag, "", "only the network: encoded columns in, logits or scaled values out", "Output");
    private static readonly Setting Float16 = new("float16", SettingKind.Flag, "", "weights and the network's computation in float16: half the size, about three digits", "Output");
    private static readonly Setting Force = new("force", SettingKind.Flag, "", "replaces a file that exists", "Output");

    public override string Name => "export";

    public override string Summary => "a model as ONNX file for other programs, with its preprocessing inside";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [("MODEL", "a model file")];

    public override IReadOnlyList<Setting> Settings { get; } = [To, Bare, Float16, Force, DataSettings.Json];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
    [
        ("export runs/penguins-1/model.safetensors --to penguins.onnx", "one input a column of the table, outputs label and probabilities"),
        ("export runs/penguins-1/model.safetensors --to network.onnx --bare --float16", "the network alone, half the size"),
        ("export runs/penguins-1/model.safetensors --to weights.npz", "the weights alone, for NumPy; .safetensors for PyTorch"),
    ];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        var path = arguments.Text(To) ?? throw new UsageException("export needs --to FILE.onnx: the file to write (or FILE.npz, FILE.safetensors: the weights alone)");
        var force = arguments.Flag(Force);
        if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return WriteWeights(arguments, path, force, terminal);
        if (!path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--to '{path}' must end in .onnx (or .npz or .safetensors, for the weights alone): that tells what is written");
        OutputFile.CheckOption(To.Option, path, force, arguments[0]);
        var model = ModelSource.Load(arguments[0]);
        var file = OnnxExport.ToBytes(model, new() { Bare = arguments.Flag(Bare), Float16 = arguments.Flag(Float16) });
        cancel.ThrowIfCancellationRequested();
        AtomicFile.Write(path, force, stream => stream.Write(file));
        var summary = OnnxSummary.Of(file);
        if (terminal.Json)
        {
            var document = Json.Document(Name);
            document["model"] = arguments[0];
            document["to"] = path;
            document["bytes"] = file.LongLength;
            document["opset"] = summary.Opset;
            document["bare"] = arguments.Flag(Bare);
            document["precision"] = arguments.Flag(Float16) ? "float16" : "float32";
            document["inputs"] = Values(summary.Inputs);
            document["outputs"] = Values(summary.Outputs);
            terminal.WriteJson(document);
            return ExitCode.Done;
        }

        terminal.Heading($"{path}: ONNX, operator set {summary.Opset}, {Words.Whole(summary.Nodes)} nodes, {Words.Bytes(file.LongLength)}");
        const int Most = 40;
        terminal.Table(["", "name", "type", "what"], [.. Rows("input", summary.Inputs.Take(Most)), .. Rows("output", summary.Outputs)]);
        if (summary.Inputs.Count > Most)
            terminal.Line($"  … and {Words.Whole(summary.Inputs.Count - Most)} more inputs");
        return ExitCode.Done;
    }

    private int WriteWeights(Arguments arguments, string path, bool force, Terminal terminal)
    {
        if (arguments.Flag(Bare) || arguments.Flag(Float16))
            throw new UsageException($"{Bare.Option} and {Float16.Option} go with .onnx files, not with '{path}'");
        OutputFile.CheckOption(To.Option, path, force, arguments[0]);
        var network = ModelSource.Load(arguments[0]).Network;
        Weights.Save(network, path, force);
        (string, Engine.Tensor)[] tensors = [.. network.State.Select(s => (s.Name, (Engine.Tensor)s.Variable))];
        TensorReport.Write(path, "weights", tensors, new Dictionary<string, string>(), terminal, Name);
        return ExitCode.Done;
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(string kind, IEnumerable<OnnxValue> values) =>
        values.Select(v => (IReadOnlyList<string>)[kind, v.Name, $"{v.Type} {v.Shape}", Cut(v.Documentation)]);

    private static string Cut(string text) => text.Length <= 70 ? text : string.Concat(text.AsSpan(0, 69), "…");

    private static JsonArray Values(IEnumerable<OnnxValue> values) => new([.. values.Select(v => (JsonNode?)new JsonObject
    {
        ["name"] = v.Name,
        ["type"] = v.Type,
        ["shape"] = v.Shape,
        ["documentation"] = v.Documentation,
    })]);
}
