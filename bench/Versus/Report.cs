using System.Text.Json.Nodes;
using Backprop.Cli;

namespace Backprop.Bench.Versus;

/// <summary>Prints tables as they come and keeps them for <c>--json</c>; what is being measured goes to standard error.</summary>
internal sealed class Report
{
    private readonly Terminal _terminal = new(Console.Out, Console.Error, TimeProvider.System);
    private readonly JsonObject _document = Json.Document("versus");

    public Report()
    {
        _document["machine"] = Machine.This.Json;
        _document["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm'Z'");
        _terminal.Line($"{Machine.This.Text}\n{Machine.System}\n{_document["date"]}");
    }

    /// <summary>A figure that stands for itself.</summary>
    public void Fact(string name, string text, JsonNode value)
    {
        _document[name] = value;
        _terminal.Line(text);
        _terminal.Flush();
    }

    public void Table(string name, string title, IReadOnlyList<string> heads, IReadOnlyList<(IReadOnlyList<string> Cells, JsonObject Json)> rows)
    {
        if (rows.Count == 0)
            return;
        _terminal.Heading(title);
        _terminal.Table(heads, rows.Select(r => r.Cells));
        _terminal.Flush();
        _document[name] = new JsonArray([.. rows.Select(r => (JsonNode?)r.Json)]);
    }

    public void Save(string path) => File.WriteAllText(path, Terminal.ToText(_document) + "\n");

    public static void Progress(string what) => Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {what}");
}
