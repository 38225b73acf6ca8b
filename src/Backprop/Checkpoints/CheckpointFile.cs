using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backprop;

/// <summary>
/// A checkpoint as a safetensors file: tensors under <c>network/</c>, <c>best/</c>, <c>optimizer/</c>, <c>average/</c> and
/// <c>schedule/</c>, everything else as JSON in the metadata, and a checksum of all of it, so that a flipped bit is noticed.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>The version that is written; others are refused.</summary>
    public const int Format = 1;

    private const string FormatKey = "backprop.checkpoint", StateKey = "backprop.state";

    public static void Save(Checkpoint checkpoint, string path)
    {
        var tensors = new List<(string, Tensor)>();
        foreach (var (group, values) in Groups(checkpoint))
            tensors.AddRange(values.Select(v => ($"{group}/{v.Name}", v.Value)));
        var metadata = new Dictionary<string, string>
        {
            [FormatKey] = Format.ToString(CultureInfo.InvariantCulture),
            [StateKey] = State(checkpoint).ToJsonString(),
        };
        new SafeTensors { Tensors = tensors, Metadata = Checksum.With(metadata, tensors) }.Save(path, overwrite: true);
    }

    /// <exception cref="FileException">It cannot be read, or is damaged.</exception>
    public static Checkpoint Load(string path)
    {
        var file = SafeTensors.Load(path);
        if (!file.Metadata.TryGetValue(FormatKey, out var format) || !file.Metadata.TryGetValue(StateKey, out var state))
            throw new FileException($"'{path}' is no checkpoint: it was not written by training with checkpoints");
        if (Checksum.Fits(file) != true)
            throw new FileException($"'{path}' is damaged: its checksum does not fit its content");
        if (format != Format.ToString(CultureInfo.InvariantCulture))
            throw new FileException($"'{path}' has the format {format}, this Backprop reads {Format}: go on with the version that wrote it");
        try
        {
            return From(JsonNode.Parse(state, null, ModelFile.NoDuplicates)!.AsObject(), file.Tensors);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new FileException($"'{path}' is damaged: {e.Message}", e);
        }
    }

    private static (string Group, IReadOnlyList<(string Name, Tensor Value)> Values)[] Groups(Checkpoint c) =>
        [("network", c.Network), ("best", c.Best), ("optimizer", c.Optimizer), ("average", c.Average), ("schedule", c.Schedule)];

    private static JsonObject State(Checkpoint c) => new()
    {
        ["run"] = c.Run.ToJson(),
        ["epoch"] = c.Place.Epoch,
        ["batch"] = c.Place.Batch,
        ["loss_sum"] = c.Place.LossSum,
        ["rows"] = c.Place.Rows,
        ["step"] = c.Step,
        ["learning_rate"] = c.LearningRate,
        ["gradient_norm"] = c.GradientNorm,
        ["optimizer_step"] = c.OptimizerStep,
        ["average_step"] = c.AverageStep,
        ["best_epoch"] = c.BestEpoch,
        ["best_loss"] = double.IsFinite(c.BestLoss) ? c.BestLoss : null,
        ["seconds"] = c.Seconds,
        ["history"] = EpochRecord.ToJson(c.History, seconds: true),
        ["notes"] = new JsonObject(c.Notes.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => KeyValuePair.Create(n.Key, (JsonNode?)n.Value))),
    };

    private static Checkpoint From(JsonObject json, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        IReadOnlyList<(string, Tensor)> Group(string group) =>
            [.. tensors.Where(t => t.Name.StartsWith(group + "/", StringComparison.Ordinal)).Select(t => (t.Name[(group.Length + 1)..], t.Tensor))];
        T Value<T>(string name) => (json[name] ?? throw new FormatException($"'{name}' is missing")).GetValue<T>();
        return new()
        {
            Run = RunIdentity.From(json["run"]?.AsObject() ?? []),
            Place = new(Value<int>("epoch"), Value<int>("batch"), Value<double>("loss_sum"), Value<int>("rows")),
            Step = Value<int>("step"),
            LearningRate = Value<double>("learning_rate"),
            GradientNorm = Value<double>("gradient_norm"),
            OptimizerStep = Value<int>("optimizer_step"),
            AverageStep = Value<int>("average_step"),
            BestEpoch = Value<int>("best_epoch"),
            BestLoss = json["best_loss"]?.GetValue<double>() ?? double.PositiveInfinity,
            Seconds = Value<double>("seconds"),
            History = EpochRecord.From(json["history"]),
            Notes = (json["notes"]?.AsObject() ?? []).ToDictionary(n => n.Key, n => n.Value?.GetValue<string>() ?? ""),
            Network = Group("network"),
            Best = Group("best"),
            Optimizer = Group("optimizer"),
            Average = Group("average"),
            Schedule = Group("schedule"),
        };
    }
}
