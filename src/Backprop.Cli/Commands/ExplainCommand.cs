using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Engine;

namespace Backprop.Cli;

/// <summary><c>backprop explain MODEL DATA --row N</c>: why a weight would move, by every factor of the chain rule.</summary>
internal sealed class ExplainCommand : CliCommand
{
    private static readonly Setting Row = new("row", SettingKind.Whole, "N", "the row to explain, from 1, the header excluded");
    private static readonly Setting Weight = new("weight", SettingKind.Text, "NAME[i,j]", "the weight to explain, its indices from 0; else the one with the largest gradient");
    private static readonly Setting Optimizer = new("optimizer", SettingKind.Text, "NAME", "whose first step is shown beside plain gradient descent; else the model's") { Choices = [.. OptimizerRegistry.All.Names] };
    private static readonly Setting LearningRate = new("learning-rate", SettingKind.Number, "X", "the size of a step; else the model's");

    public override string Name => "explain";

    public override string Summary => "why a weight would move on a row: forward values, deltas, each factor of the chain rule";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [("MODEL", "a model file"), ("DATA", "data with the columns the model was trained on, the target too")];

    public override IReadOnlyList<Setting> Settings { get; } = [Row, Weight, Optimizer, LearningRate, .. DataSettings.Csv, DataSettings.Json];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
    [
        ("explain runs/penguins-1/model.safetensors examples/data/penguins.csv --row 5", "the weight that row would move most"),
        ("explain runs/penguins-1/model.safetensors examples/data/penguins.csv --row 5 --weight layers.0.weight[2,1]", "a weight of the first layer"),
    ];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        var row = arguments.Whole(Row) ?? throw new UsageException("--row N is missing: which row of the data shall be explained, from 1");
        var rate = arguments.Number(LearningRate);
        if (rate < 0)
            throw new UsageException($"--learning-rate must be 0 or more but is {rate.Value.ToString(CultureInfo.InvariantCulture)}");
        var model = ModelSource.Load(arguments[0]);
        var data = model.Open(arguments[1], targets: true, DataSettings.CsvOptions(arguments));
        var explanation = Explanation.Of(model, data, row, new()
        {
            Weight = arguments.Text(Weight),
            LearningRate = rate,
            Optimizer = arguments.Text(Optimizer) is { } name ? new OptimizerSettings(name) : null,
        });

        var place = Explanation.Place(data, row);
        var predictions = model.Predict(data.Select([place]));
        var targets = model.Preprocessor.Layout.Targets.Select((t, i) =>
            (t.Name, Truth: data.Text(place, t.Name), Prediction: Said(predictions, i))).ToArray();
        if (terminal.Json)
        {
            var document = Json.Document(Name);
            document["model"] = arguments[0];
            document["data"] = arguments[1];
            document["row"] = row;
            document["targets"] = new JsonArray([.. targets.Select(t => (JsonNode)new JsonObject { ["name"] = t.Name, ["truth"] = t.Truth, ["prediction"] = t.Prediction })]);
            foreach (var (member, value) in explanation.ToJson())
                document[member] = value?.DeepClone();
            terminal.WriteJson(document);
            return ExitCode.Done;
        }

        terminal.Heading($"{arguments[0]} on row {row} of {arguments[1]}");
        foreach (var (target, truth, prediction) in targets)
            terminal.Line($"{target} is {truth}, the network says {prediction}");
        foreach (var line in explanation.ToString().TrimEnd('\n').Split('\n'))
            terminal.Line(line);
        return ExitCode.Done;
    }

    private static string Said(Predictions predictions, int target)
    {
        if (predictions.Task == TaskKind.Regression)
            return Words.Number(predictions.Value(0, target));
        var label = predictions.Label(0, target);
        var probability = predictions.Task == TaskKind.MultiLabel
            ? predictions.Probability(0, target)
            : Enumerable.Range(0, predictions.ClassNames.Count).Max(c => predictions.Probability(0, c));
        return $"{label} ({(predictions.Task == TaskKind.MultiLabel ? "probability that it holds" : "probability")} {Words.Number(probability)})";
    }
}
