using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>
/// An experiment as one JSON file: the options by their names, the data under its place's name (<c>docs/experiment.schema.json</c>).
/// Options on the command line override it.
/// </summary>
internal static class ExperimentFile
{
    /// <summary>The option that names the file.</summary>
    public static Setting Setting { get; } =
        new("config", SettingKind.Text, "FILE", "an experiment as JSON (docs/experiment.schema.json); options here override it");

    /// <summary>The places and options a file gives.</summary>
    /// <exception cref="UsageException">It cannot be read, or holds an unknown name or a value of the wrong kind.</exception>
    public static (List<string> Positions, Dictionary<string, IReadOnlyList<string>> Values) Read(string path, CliCommand command)
    {
        try
        {
            return Read(path, Open(path), command);
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException($"{path}: holds a text that is none: {e.Message}"); // half a character, as \ud800
        }
    }

    private static (List<string> Positions, Dictionary<string, IReadOnlyList<string>> Values) Read(string path, JsonObject file, CliCommand command)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        string[] places = [.. command.Positions.Select(p => p.Name.ToLowerInvariant())];
        var known = command.Settings.Where(s => s != Setting).ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var (name, value) in file)
        {
            if (name == "$schema" || places.Contains(name))
                continue;
            if (!known.TryGetValue(name, out var setting))
                throw new UsageException($"{path}: there is no setting '{name}'{Nearest.Hint(name, known.Keys.Concat(places))}");
            values.Add(name, Texts(path, setting, value));
        }

        // Places are given from the first on, as on the command line.
        var positions = places.TakeWhile(file.ContainsKey).Select(place => file[place] is JsonValue v && v.TryGetValue<string>(out var text)
            ? text
            : throw new UsageException($"{path}: '{place}' must be a text")).ToList();
        return (positions, values);
    }

    private static JsonObject Open(string path)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
            return JsonNode.Parse(File.ReadAllText(path), null, options) as JsonObject
                ?? throw new UsageException($"{path}: expected a JSON object: {{\"data\": \"data.csv\", \"target\": \"y\"}}");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path}{(e.LineNumber is { } line ? $", line {line + 1}" : "")}: is not JSON: {e.Message.Split(" LineNumber")[0].Split(" Path")[0]}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{path}: no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be read: {e.Message}");
        }
    }

    private static IReadOnlyList<string> Texts(string path, Setting setting, JsonNode? node)
    {
        switch (setting.Kind, node?.GetValueKind())
        {
            case (SettingKind.Flag, JsonValueKind.True or JsonValueKind.False):
            case (SettingKind.Number or SettingKind.Whole or SettingKind.Text, JsonValueKind.Number):
                return [node!.ToJsonString()];
            case (SettingKind.Text, JsonValueKind.String):
                return [node!.GetValue<string>()];
            case (SettingKind.List, JsonValueKind.String or JsonValueKind.Number):
                return [node!.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString()];
            case (SettingKind.List, JsonValueKind.Array) when node!.AsArray().All(n => n?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number):
                return [.. node.AsArray().Select(n => n!.GetValueKind() == JsonValueKind.String ? $"\"{n.GetValue<string>()}\"" : n.ToJsonString())];
            default:
                var expected = setting.Kind switch
                {
                    SettingKind.Flag => "true or false",
                    SettingKind.Number => "a number",
                    SettingKind.Whole => "a whole number",
                    SettingKind.Text => "a text or a number",
                    _ => "a list of texts or numbers",
                };
                throw new UsageException($"{path}: '{setting.Name}' must be {expected} but is {node?.ToJsonString() ?? "null"}");
        }
    }
}
