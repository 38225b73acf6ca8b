using System.Globalization;
using System.Text;
using TorchSharp;

namespace Recorder;

/// <summary>One file of reference cases, written with every double's shortest round-trip digits.</summary>
internal sealed class Sheet(string name, string about)
{
    private readonly List<Case> _cases = [];

    public Case Add(string caseName, params (string Name, object Value)[] settings)
    {
        var added = new Case(caseName, settings);
        _cases.Add(added);
        return added;
    }

    public void Save(string folder)
    {
        var text = new StringBuilder("{\n\"header\": {");
        text.Append(CultureInfo.InvariantCulture, $"\"about\": {Json(about)}, \"libtorch\": \"2.10.0\", \"torchsharp\": \"0.107.0\", ");
        text.Append("\"numbers\": \"float64\", \"recorder\": \"tests/Recorder: Recorder tests/Backprop.Engine.Tests/References\"},\n\"cases\": [\n");
        text.AppendJoin(",\n", _cases.Select(c => c.ToJson())).Append("\n]}\n");
        File.WriteAllText(Path.Combine(folder, name + ".json"), text.ToString());
        Console.WriteLine($"{name}.json: {_cases.Count} cases, {text.Length / 1024} kB");
    }

    /// <summary>A string, boolean, number or list of numbers as JSON; what JSON has no number for is a string.</summary>
    public static string Json(object value) => value switch
    {
        string s => '"' + s.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"',
        bool b => b ? "true" : "false",
        double d => double.IsFinite(d) ? d.ToString("R", CultureInfo.InvariantCulture) : $"\"{d.ToString(CultureInfo.InvariantCulture)}\"",
        int or long => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        IEnumerable<double> list => "[" + string.Join(",", list.Select(d => Json(d))) + "]",
        IEnumerable<long> list => "[" + string.Join(",", list.Select(d => Json(d))) + "]",
        _ => throw new ArgumentException($"no JSON for {value.GetType()}"),
    };
}

/// <summary>Named input and output arrays of one recorded call.</summary>
internal sealed class Case(string name, (string Name, object Value)[] settings)
{
    private readonly List<(string Name, string Json)> _inputs = [], _outputs = [];
    private readonly List<(string Name, object Value)> _settings = [.. settings];
    private string? _note;

    public Case Set(string setting, object value) => Set((setting, value));

    public Case Set(params (string Name, object Value)[] more) { _settings.AddRange(more); return this; }

    public Case Note(string note) { _note = note; return this; }

    public Case In(string input, torch.Tensor value) { _inputs.Add((input, Array(value))); return this; }

    public Case Out(string output, torch.Tensor value) { _outputs.Add((output, Array(value))); return this; }

    public Case Out(string output, double value) { _outputs.Add((output, Array([], [value]))); return this; }

    public Case Out(string output, IReadOnlyList<double> values) { _outputs.Add((output, Array([values.Count], values))); return this; }

    public string ToJson()
    {
        var text = new StringBuilder("{\"name\": ").Append(Sheet.Json(name));
        if (_note is not null) text.Append(", \"note\": ").Append(Sheet.Json(_note));
        text.Append(",\n \"settings\": {").AppendJoin(", ", _settings.Select(s => $"\"{s.Name}\": {Sheet.Json(s.Value)}")).Append('}');
        Section(text, "inputs", _inputs);
        Section(text, "outputs", _outputs);
        return text.Append('}').ToString();
    }

    private static void Section(StringBuilder text, string title, List<(string Name, string Json)> arrays) =>
        text.Append(",\n \"").Append(title).Append("\": {").AppendJoin(",", arrays.Select(a => $"\n  \"{a.Name}\": {a.Json}")).Append('}');

    private static string Array(torch.Tensor value) =>
        Array(value.shape, value.detach().to_type(torch.ScalarType.Float64).contiguous().data<double>().ToArray());

    private static string Array(long[] shape, IReadOnlyList<double> data) => $"{{\"shape\": {Sheet.Json(shape)}, \"data\": {Sheet.Json(data)}}}";
}
