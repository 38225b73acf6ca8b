using System.Text.Json.Nodes;

namespace Backprop.Engine;

/// <summary>
/// Named values that describe a layer, a loss, an optimizer: what a file keeps of it. A JSON object, read strictly:
/// a missing, mistyped or unknown name is an error.
/// </summary>
public sealed class Settings
{
    private readonly JsonObject _json;
    private readonly HashSet<string> _read = [];

    /// <summary>Of this kind: the name in a registry.</summary>
    public Settings(string type) : this(new JsonObject { ["type"] = type }) { }

    private Settings(JsonObject json) => _json = json;

    /// <summary>From JSON, for example of a model file.</summary>
    /// <exception cref="SettingsException">It is not an object with a text member <c>type</c>.</exception>
    public static Settings From(JsonNode? json)
    {
        var settings = new Settings(json as JsonObject ?? throw new SettingsException("settings must be a JSON object"));
        _ = settings.Type;
        return settings;
    }

    /// <summary>The name in a registry.</summary>
    public string Type => Text("type");

    /// <summary>A copy as JSON.</summary>
    public JsonObject ToJson() => (JsonObject)_json.DeepClone();

    /// <summary>Adds a value.</summary>
    public Settings With(string name, JsonNode? value)
    {
        _json[name] = value;
        return this;
    }

    /// <summary>Adds nested settings.</summary>
    public Settings With(string name, Settings value) => With(name, value.ToJson());

    /// <summary>Adds a list of nested settings.</summary>
    public Settings With(string name, IEnumerable<Settings> values) => With(name, new JsonArray([.. values.Select(v => (JsonNode)v.ToJson())]));

    /// <summary>Adds a list of numbers.</summary>
    public Settings With(string name, IReadOnlyList<double> values) => With(name, new JsonArray([.. values.Select(v => (JsonNode)v)]));

    /// <summary>Adds a list of numbers, unless it is null.</summary>
    internal Settings WithIfAny(string name, IReadOnlyList<double>? values) => values is null ? this : With(name, values);

    /// <summary>Whether a value of this name stands there.</summary>
    public bool Has(string name) => _json.ContainsKey(name);

    /// <summary>A whole number.</summary>
    public int Int(string name) => Value<int>(name, "a whole number");

    /// <summary>A number.</summary>
    public double Double(string name) => Value<double>(name, "a number");

    /// <summary>True or false.</summary>
    public bool Bool(string name) => Value<bool>(name, "true or false");

    /// <summary>A text.</summary>
    public string Text(string name) => Value<string>(name, "a text");

    /// <summary>A list of whole numbers.</summary>
    public int[] Ints(string name) => Get(name) is JsonArray array
        ? [.. array.Select(n => n is JsonValue v && v.TryGetValue<int>(out var i) ? i : throw Wrong(name, "a list of whole numbers"))]
        : throw Wrong(name, "a list of whole numbers");

    /// <summary>A list of numbers.</summary>
    public double[] Doubles(string name) => Get(name) is JsonArray array
        ? [.. array.Select(n => n is JsonValue v && v.TryGetValue<double>(out var d) ? d : throw Wrong(name, "a list of numbers"))]
        : throw Wrong(name, "a list of numbers");

    /// <summary>Nested settings.</summary>
    public Settings Nested(string name) => Get(name) is JsonObject ? From(Get(name)) : throw Wrong(name, "an object");

    /// <summary>A list of nested settings.</summary>
    public IReadOnlyList<Settings> List(string name) => Get(name) is JsonArray array ? [.. array.Select(From)] : throw Wrong(name, "a list of objects");

    /// <summary>Fails if a name stands there that nobody asked for.</summary>
    public void EnsureAllRead()
    {
        foreach (var (name, _) in _json)
        {
            if (!_read.Contains(name) && name != "type")
                throw new SettingsException($"'{Type}' has no setting '{name}'{Nearest.Hint(name, _read)}");
        }
    }

    private JsonNode? Get(string name)
    {
        _read.Add(name);
        return _json.TryGetPropertyValue(name, out var node)
            ? node
            : throw new SettingsException(name == "type" ? "settings must name their type" : $"'{_json["type"]}' lacks the setting '{name}'");
    }

    private T Value<T>(string name, string what) =>
        Get(name) is JsonValue value && value.TryGetValue<T>(out var result) ? result : throw Wrong(name, what);

    private SettingsException Wrong(string name, string what) =>
        new($"the setting '{name}' of '{_json["type"]}' must be {what} but is {_json[name]?.ToJsonString() ?? "null"}");
}
