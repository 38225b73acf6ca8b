using System.Text.Json.Nodes;

namespace Backprop;

/// <summary>How a model came about. Part of its file; without a clock, so that the same run gives the same file.</summary>
public sealed record TrainingRecord
{
    /// <summary>Where the rows came from: a file's name.</summary>
    public string Data { get; init; } = "";

    /// <summary>The trainer's settings.</summary>
    public JsonObject Settings { get; init; } = [];

    /// <summary>The network in a few words.</summary>
    public string Network { get; init; } = "";

    /// <summary>Rows trained on.</summary>
    public int TrainRows { get; init; }

    /// <summary>Rows validated on.</summary>
    public int ValidationRows { get; init; }

    /// <summary>The epoch whose weights these are, from 1.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Why training ended.</summary>
    public StopReason Stop { get; init; }

    /// <summary>What each epoch gave.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    internal JsonObject ToJson() => new()
    {
        ["data"] = Data,
        ["settings"] = Settings.DeepClone(),
        ["network"] = Network,
        ["train_rows"] = TrainRows,
        ["validation_rows"] = ValidationRows,
        ["best_epoch"] = BestEpoch,
        ["stop"] = Stop.ToString(),
        ["history"] = EpochRecord.ToJson(History),
    };

    // Unknown fields are ignored and missing ones have defaults: a record explains, nothing depends on it.
    internal static TrainingRecord From(JsonObject json) => new()
    {
        Data = Text(json["data"]),
        Settings = json["settings"] is JsonObject settings ? (JsonObject)settings.DeepClone() : [],
        Network = Text(json["network"]),
        TrainRows = (int)Number(json["train_rows"]),
        ValidationRows = (int)Number(json["validation_rows"]),
        BestEpoch = (int)Number(json["best_epoch"]),
        Stop = Enum.TryParse<StopReason>(Text(json["stop"]), out var stop) ? stop : default,
        History = EpochRecord.From(json["history"]),
    };

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static double Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? number : 0;
}
