using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>Pieces of the JSON documents that scripts read.</summary>
internal static class Json
{
    /// <summary>A document with the number of its schema.</summary>
    public static JsonObject Document() => new() { ["schema"] = 1 };

    /// <summary>A document of a command.</summary>
    public static JsonObject Document(string command) => new() { ["schema"] = 1, ["command"] = command };

    /// <summary>A number, null when it is not finite.</summary>
    public static JsonNode? Number(double? value) => value is { } v && double.IsFinite(v) ? JsonValue.Create(v) : null;

    /// <summary>Texts.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);

    /// <summary>Numbers by name.</summary>
    public static JsonObject Numbers(IEnumerable<KeyValuePair<string, double>> values)
    {
        var json = new JsonObject();
        foreach (var (name, value) in values)
            json[name] = Number(value);
        return json;
    }

    /// <summary>Figures of merit.</summary>
    public static JsonObject Metrics(MetricSet metrics) => Numbers(metrics);

    /// <summary>True classes down, predicted ones across.</summary>
    public static JsonObject Confusion(ConfusionMatrix matrix) => new()
    {
        ["classes"] = Texts(matrix.Names),
        ["rows"] = new JsonArray([.. matrix.ToArray().Select(row => (JsonNode?)new JsonArray([.. row.Select(n => (JsonNode?)JsonValue.Create(n))]))]),
    };

    /// <summary>A table's columns with what was decided about each.</summary>
    public static JsonArray Columns(Schema schema) => new([.. schema.Columns.Select(c => (JsonNode?)new JsonObject
    {
        ["name"] = c.Name,
        ["kind"] = Words.Of(c.Kind),
        ["use"] = Words.Of(c.Role),
        ["why"] = c.Reason,
        ["missing"] = c.Missing,
        ["distinct"] = c.Distinct,
        ["distinct_is_at_least"] = c.DistinctIsAtLeast,
        ["min"] = Number(c.Min),
        ["mean"] = Number(c.Mean),
        ["max"] = Number(c.Max),
        ["labels"] = c.Levels.Count is 0 or > 100 ? null : Numbers(c.Levels.Zip(c.Counts, (l, n) => new KeyValuePair<string, double>(l, n))),
    })]);
}
