using System.Globalization;

namespace Backprop.Cli;

/// <summary>The options of a run that may be interrupted, shared by <c>train</c> and <c>tune</c>.</summary>
internal static class ResumeSettings
{
    private const string Group = "Interruptions";

    public static Setting Checkpoint { get; } = new("checkpoint", SettingKind.Text, "FOLDER", "writes down there now and then all that is needed to go on", Group);
    public static Setting Every { get; } = new("checkpoint-every", SettingKind.Text, "500steps|2m", "how often: updates, or time in s, m or h (2m)", Group);
    public static Setting Resume { get; } = new("resume", SettingKind.Flag, "", "goes on from the last checkpoint, to the same bits as without the interruption; without one, begins", Group);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Checkpoint, Every, Resume];

    /// <summary>As told; null without <c>--checkpoint</c>.</summary>
    /// <exception cref="BackpropException">A value makes no sense.</exception>
    public static CheckpointSettings? Of(Arguments arguments)
    {
        if (arguments.Text(Checkpoint) is not { } folder)
        {
            return (arguments.Has(Every) ? Every : arguments.Flag(Resume) ? Resume : null) is { } stray
                ? throw new UsageException($"{stray.Option} needs {Checkpoint.Option} {Checkpoint.Value}: where the checkpoints are")
                : null;
        }

        var settings = new CheckpointSettings { Folder = folder, Resume = arguments.Flag(Resume) };
        if (arguments.Text(Every) is { } every)
        {
            var unit = every.TrimStart([.. "0123456789"]);
            if (!int.TryParse(every.AsSpan(0, every.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
                throw Wrong(every);
            settings = unit.Trim() switch
            {
                "step" or "steps" => settings with { EverySteps = count },
                "s" => settings with { EveryTime = TimeSpan.FromSeconds(count) },
                "m" => settings with { EveryTime = TimeSpan.FromMinutes(count) },
                "h" => settings with { EveryTime = TimeSpan.FromHours(count) },
                _ => throw Wrong(every),
            };
        }

        settings.Validate();
        return settings;
    }

    private static UsageException Wrong(string every) =>
        new($"{Every.Option} expects updates (as 500steps) or a time (as 30s, 2m or 1h) but got '{every}'");
}
