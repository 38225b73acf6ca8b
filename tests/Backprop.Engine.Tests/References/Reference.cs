using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Backprop.Engine.Tests;

/// <summary>
/// Figures recorded once from libtorch in float64 (see the header of each file and tests/Recorder):
/// <c>Reference.Load("optimizers").Case("adam.amsgrad")["step10.w1"].Values</c>.
/// </summary>
public sealed class Reference
{
    private static readonly ConcurrentDictionary<string, Reference> Loaded = new();
    private readonly Dictionary<string, ReferenceCase> _cases;

    private Reference(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", name + ".json")));
        Cases = [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(c => new ReferenceCase(c))];
        _cases = Cases.ToDictionary(c => c.Name);
    }

    /// <summary>All cases in the file's order.</summary>
    public IReadOnlyList<ReferenceCase> Cases { get; }

    /// <summary>The file <paramref name="name"/>.json, read once.</summary>
    public static Reference Load(string name) => Loaded.GetOrAdd(name, n => new Reference(n));

    /// <summary>The case of this name.</summary>
    public ReferenceCase Case(string name) =>
        _cases.TryGetValue(name, out var found) ? found : throw new KeyNotFoundException($"no case '{name}' among {string.Join(", ", _cases.Keys)}");
}

/// <summary>One recorded call: settings, inputs and outputs.</summary>
public sealed class ReferenceCase
{
    private readonly Dictionary<string, JsonElement> _settings;

    internal ReferenceCase(JsonElement json)
    {
        Name = json.GetProperty("name").GetString()!;
        Note = json.TryGetProperty("note", out var note) ? note.GetString() : null;
        _settings = json.GetProperty("settings").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.Clone());
        Inputs = Arrays(json.GetProperty("inputs"));
        Outputs = Arrays(json.GetProperty("outputs"));
    }

    public string Name { get; }

    /// <summary>Where the figures come from, if not from the call of the case's name.</summary>
    public string? Note { get; }

    public IReadOnlyDictionary<string, ReferenceArray> Inputs { get; }

    public IReadOnlyDictionary<string, ReferenceArray> Outputs { get; }

    public IEnumerable<string> Settings => _settings.Keys;

    /// <summary>The output of this name, or else the input.</summary>
    public ReferenceArray this[string array] =>
        Outputs.TryGetValue(array, out var output) ? output
        : Inputs.TryGetValue(array, out var input) ? input
        : throw new KeyNotFoundException($"no array '{array}' in '{Name}', only {string.Join(", ", Inputs.Keys.Concat(Outputs.Keys))}");

    /// <summary>A numeric setting, or <paramref name="absent"/> if the recorded call left it at its default.</summary>
    public double Number(string setting, double absent = double.NaN) => _settings.TryGetValue(setting, out var value) ? Double(value) : absent;

    /// <summary>A setting that is on or off; off if absent.</summary>
    public bool Flag(string setting) => _settings.TryGetValue(setting, out var value) && value.GetBoolean();

    /// <summary>A setting that is a word.</summary>
    public string? Text(string setting) => _settings.TryGetValue(setting, out var value) ? value.GetString() : null;

    /// <summary>A setting that is a list of numbers, as <c>betas</c>.</summary>
    public double[]? Numbers(string setting) => _settings.TryGetValue(setting, out var value) ? [.. value.EnumerateArray().Select(Double)] : null;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Dictionary<string, ReferenceArray> Arrays(JsonElement section) => section.EnumerateObject().ToDictionary(
        a => a.Name,
        a => new ReferenceArray(
            [.. a.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())],
            [.. a.Value.GetProperty("data").EnumerateArray().Select(Double)]));

    private static double Double(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();
}

/// <summary>A recorded array, row-major; a scalar has shape [].</summary>
public sealed record ReferenceArray(int[] Shape, double[] Values)
{
    /// <summary>The only value.</summary>
    public double Scalar => Values.Length == 1 ? Values[0] : throw new InvalidOperationException($"{Values.Length} values, not one");

    /// <summary>The values in float32 (recorded inputs are exact in it).</summary>
    public float[] Floats => [.. Values.Select(v => (float)v)];

    /// <summary>The values as integers: labels and indices.</summary>
    public int[] Integers => [.. Values.Select(v => checked((int)v))];
}
