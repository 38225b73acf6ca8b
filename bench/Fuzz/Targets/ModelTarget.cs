using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Data;
using Backprop.Engine;
using Backprop.Numerics;

namespace Backprop.Fuzz;

/// <summary>Model files; mostly it is the model's description that is damaged, as JSON or as text.</summary>
internal sealed class ModelTarget : SafeTensorsTarget
{
    public override string Name => "model";

    protected override string[] TokenTexts =>
        [.. base.TokenTexts, .. LayerRegistry.All.Names.Select(n => $"{{\"type\":\"{n}\"}}"), "\"type\":", "\"layers\":[", "\"in\":", "backprop.format", "\"kind\":\"number\""];

    private sealed record Row(double A, int? B, string Kind, string Many, DateTime When, bool Yes, string Class, double Y);

    private protected override List<byte[]> Make()
    {
        Row[] rows = [.. Enumerable.Range(0, 60).Select(i => new Row(i * 0.37 % 5, i % 7 == 0 ? null : i % 5, "k" + (i % 3), "m" + (i % 11), new DateTime(2020, 1, 1).AddHours(31 * i), i % 3 == 0, "c" + (i % 3), i))];
        Model Fit(string target, string norm, Scaling scaling) => new Trainer { Epochs = 1, Preprocessing = new() { OneHotLimit = 4, Scaling = scaling } }
            .Fit(Networks.Dense(3) with { Normalization = norm, Dropout = 0.1 }, TableData.Open(
                new ObjectSource<Row>(rows, ObjectColumns.OfProperties<Row>()),
                new TableOptions { Targets = [target], Ignore = target == "Y" ? ["Class"] : target == "Class" ? ["Y"] : ["Class", "Y"], Keep = ["When", "Many"] }));
        var every = new Sequential(
            new Linear(2, 3), new Residual(new Sequential(new LayerNorm(3), new Linear(3, 3, bias: false), new Gelu())), new RmsNorm(3),
            new Elu(), new LeakyRelu(), new Softplus(), new Softmax(), new Dropout(0.5), new Linear(3, 1)).Initialize(new Philox(1));
        var few = Fit("Y", "none", Scaling.Auto);
        return
        [
            Saved(path => Fit("Y", "batch", Scaling.Quantile).Save(path)),
            Saved(path => Fit("Class", "layer", Scaling.MinMax).Save(path)),
            Saved(path => Fit("Yes", "none", Scaling.Robust).Save(path)),
            Saved(path => new Model(every, Small(few), few.Loss).Save(path)),
        ];
    }

    // Two number columns.
    private static Preprocessor Small(Model model)
    {
        var state = model.Preprocessor.State;
        var numbers = state.Layout.Inputs.Where(i => i.Kind == ColumnKind.Number).Take(2).ToArray();
        return new(state with
        {
            Layout = state.Layout with { Inputs = numbers },
            Transforms = [.. numbers.Select(n => new NumberTransform { Column = n.Name, Center = 1, Scale = 2, Fill = 0, Indicator = false })],
        });
    }

    private protected override string Header(Dice dice, string header)
    {
        try
        {
            if (JsonNode.Parse(header, null, Mutator.NoDuplicates) is not JsonObject file || file["__metadata__"] is not JsonObject metadata || metadata["backprop.model"] is not JsonValue model
                || !model.TryGetValue<string>(out var text) || dice.OneIn(4))
                return base.Header(dice, header);
            if (!dice.OneIn(16))
                metadata.Remove("backprop.checksum");
            metadata["backprop.model"] = dice.OneIn(3)
                ? System.Text.Encoding.UTF8.GetString(Mutator.Bytes(dice, System.Text.Encoding.UTF8.GetBytes(text), [], Tokens))
                : Mutator.Json(dice, text);
            return file.ToJsonString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return header;
        }
    }

    public override void Read(byte[] input, string folder) => Model.Load(Write(input, folder, "input.safetensors"));
}
