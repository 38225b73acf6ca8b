using System.Text.Json.Nodes;

namespace Backprop;

/// <summary>What one epoch gave.</summary>
public sealed record EpochRecord
{
    /// <summary>Its number, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The mean loss of its batches, as they were when trained on.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>The loss of the validation part after the epoch, if there is one.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The learning rate of its last update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The norm of the gradient at its last update, before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Seconds since training began. Not kept in the model file.</summary>
    public double Seconds { get; init; }

    internal static JsonArray ToJson(IEnumerable<EpochRecord> history, bool seconds = false) => new([.. history.Select(h =>
    {
        var json = new JsonObject
        {
            ["epoch"] = h.Epoch,
            ["train_loss"] = h.TrainLoss,
            ["validation_loss"] = h.ValidationLoss,
            ["learning_rate"] = h.LearningRate,
            ["gradient_norm"] = h.GradientNorm,
        };
        if (seconds)
            json["seconds"] = h.Seconds;
        return (JsonNode)json;
    })]);

    // Unknown members are ignored and missing ones are 0: history explains, nothing depends on it.
    internal static IReadOnlyList<EpochRecord> From(JsonNode? json) => json is not JsonArray history ? [] : [.. history.OfType<JsonObject>().Select(h => new EpochRecord
    {
        Epoch = (int)Number(h["epoch"]),
        TrainLoss = Number(h["train_loss"]),
        ValidationLoss = h["validation_loss"] is JsonValue ? Number(h["validation_loss"]) : null,
        LearningRate = Number(h["learning_rate"]),
        GradientNorm = Number(h["gradient_norm"]),
        Seconds = Number(h["seconds"]),
    })];

    private static double Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? number : 0;
}
