using System.Text.Json.Nodes;
using Backprop.Engine;
using Backprop.Onnx;

namespace Backprop.Cli;

/// <summary>What files of named tensors hold, for people or as JSON.</summary>
internal static class TensorReport
{
    private const int Most = 200;

    /// <summary>Tensors with their shapes and ranges.</summary>
    public static void Write(string path, string kind, IReadOnlyList<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string> metadata, Terminal terminal, string command = "inspect")
    {
        var ranges = tensors.Select(t => Range(t.Tensor)).ToArray();
        var values = tensors.Sum(t => (long)t.Tensor.Count);
        if (terminal.Json)
        {
            var document = Json.Document(command);
            document["kind"] = kind;
            document["file"] = path;
            document["values"] = values;
            var texts = new JsonObject();
            foreach (var (key, text) in metadata)
                texts[key] = text;
            document["metadata"] = texts;
            document["tensors"] = new JsonArray([.. tensors.Select((t, i) => (JsonNode?)new JsonObject
            {
                ["name"] = t.Name,
                ["dtype"] = t.Tensor.DType.Name(),
                ["shape"] = new JsonArray([.. t.Tensor.Shape.Sizes.ToArray().Select(s => (JsonNode?)JsonValue.Create(s))]),
                ["min"] = Json.Number(ranges[i].Min),
                ["max"] = Json.Number(ranges[i].Max),
                ["mean"] = Json.Number(ranges[i].Mean),
                ["not_finite"] = ranges[i].NotFinite,
            })]);
            terminal.WriteJson(document);
            return;
        }

        terminal.Heading($"{path}: {Words.Whole(tensors.Count)} tensors, {Words.Whole(values)} values");
        foreach (var (key, text) in metadata)
            terminal.Line($"  {key}: {(text.Length <= 100 ? text : string.Concat(text.AsSpan(0, 99), "…"))}");
        terminal.Table(["name", "values", "shape", ">min", ">max", ">mean", ">not finite"], tensors.Take(Most).Select((t, i) => (IReadOnlyList<string>)
        [
            t.Name, t.Tensor.DType.Name(), t.Tensor.Shape.ToString(), Shown(ranges[i].Min), Shown(ranges[i].Max), Shown(ranges[i].Mean),
            ranges[i].NotFinite == 0 ? "" : Words.Whole(ranges[i].NotFinite),
        ]));
        if (tensors.Count > Most)
            terminal.Line($"  … and {Words.Whole(tensors.Count - Most)} more");
    }

    /// <summary>An ONNX file.</summary>
    public static void Onnx(string path, OnnxSummary summary, Terminal terminal)
    {
        if (terminal.Json)
        {
            var document = Json.Document("inspect");
            document["kind"] = "onnx";
            document["file"] = path;
            document["opset"] = summary.Opset;
            document["producer"] = summary.Producer;
            document["documentation"] = summary.Documentation;
            document["backprop_model"] = summary.HoldsModel;
            document["nodes"] = summary.Nodes;
            var operators = new JsonObject();
            foreach (var (name, count) in summary.Operators)
                operators[name] = count;
            document["operators"] = operators;
            document["inputs"] = Values(summary.Inputs);
            document["outputs"] = Values(summary.Outputs);
            document["weights"] = Values(summary.Weights);
            terminal.WriteJson(document);
            return;
        }

        terminal.Heading($"{path}: ONNX, operator set {summary.Opset}, {Words.Whole(summary.Nodes)} nodes{(summary.Producer.Length > 0 ? $", by {summary.Producer}" : "")}");
        if (summary.Documentation.Length > 0)
            terminal.Line($"  {summary.Documentation}");
        terminal.Line(summary.HoldsModel ? "  a whole Backprop model: evaluate, predict and train --from read it" : "  no Backprop model: OnnxImport.LoadNetwork reads the network, train --weights its weights");
        terminal.Table(["", "name", "type"], [.. Rows("input", summary.Inputs), .. Rows("output", summary.Outputs)]);
        terminal.Heading("Operators");
        terminal.Line("  " + string.Join(", ", summary.Operators.Select(o => o.Count > 1 ? $"{o.Operator} × {o.Count}" : o.Operator)));
        terminal.Heading($"{Words.Whole(summary.Weights.Count)} weights and tables");
        terminal.Table(["name", "type", "shape"], summary.Weights.Take(Most).Select(w => (IReadOnlyList<string>)[w.Name, w.Type, w.Shape]));
        if (summary.Weights.Count > Most)
            terminal.Line($"  … and {Words.Whole(summary.Weights.Count - Most)} more");
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(string kind, IReadOnlyList<OnnxValue> values) =>
        values.Take(Most).Select(v => (IReadOnlyList<string>)[kind, v.Name, $"{v.Type} {v.Shape}"]);

    private static JsonArray Values(IReadOnlyList<OnnxValue> values) =>
        new([.. values.Select(v => (JsonNode?)new JsonObject { ["name"] = v.Name, ["type"] = v.Type, ["shape"] = v.Shape })]);

    private static string Shown(double? value) => value is { } number ? Words.Number(number) : "";

    private static (double? Min, double? Max, double? Mean, long NotFinite) Range(Tensor tensor)
    {
        var (min, max, sum, bad) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0L);
        for (var i = 0; i < tensor.Count; i++)
        {
            var value = tensor.At(i);
            if (!double.IsFinite(value))
            {
                bad++;
                continue;
            }

            (min, max, sum) = (Math.Min(min, value), Math.Max(max, value), sum + value);
        }

        return tensor.Count > bad ? (min, max, sum / (tensor.Count - bad), bad) : (null, null, null, bad);
    }
}
