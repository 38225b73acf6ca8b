using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>The JSON schema of experiment files, made from the options themselves: <c>docs/experiment.schema.json</c> is its copy.</summary>
internal static class ExperimentSchema
{
    /// <summary>The schema for a command's experiment files.</summary>
    public static JsonObject Of(CliCommand command)
    {
        var properties = new JsonObject { ["$schema"] = new JsonObject { ["type"] = "string" } };
        foreach (var (name, help) in command.Positions)
            properties[name.ToLowerInvariant()] = new JsonObject { ["type"] = "string", ["description"] = help };
        foreach (var setting in command.Settings.Where(s => s != ExperimentFile.Setting))
        {
            var property = Types(setting);
            property["description"] = setting.Help;
            properties[setting.Name] = property;
        }

        return new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = $"An experiment for backprop {command.Name} --config",
            ["description"] = "Options by their names; options on the command line override them. Paths are as on the command line.",
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Types(Setting setting) => setting.Kind switch
    {
        SettingKind.Flag => new() { ["type"] = "boolean" },
        SettingKind.Number => new() { ["type"] = "number" },
        SettingKind.Whole => new() { ["type"] = "integer" },
        SettingKind.Text when setting.Choices.Count > 0 => new() { ["enum"] = Json.Texts(setting.Choices) },
        SettingKind.Text => new() { ["type"] = Json.Texts(["string", "number"]) },
        _ => new()
        {
            ["type"] = Json.Texts(["string", "number", "array"]),
            ["items"] = new JsonObject { ["type"] = Json.Texts(["string", "number"]) },
        },
    };
}
