using System.Globalization;

namespace Backprop.Cli;

/// <summary>The command line of <c>train</c> that gives a model of a search again, bit for bit.</summary>
internal static class TrainLine
{
    // What train and tune share; what decides about a model is all here.
    private static readonly IReadOnlyList<Setting> Shared =
        [.. DataSettings.Table, TrainSettings.Validation, TrainSettings.Test, .. TrainSettings.OfNetwork, .. TrainSettings.OfTraining];

    /// <summary>Its arguments: what was given to <c>tune</c>, with what the search chose in its place.</summary>
    /// <param name="arguments">Of <c>tune</c>.</param>
    /// <param name="chosen">Values by the options' names; none for the start as it was given.</param>
    public static IReadOnlyList<string> Of(Arguments arguments, IReadOnlyDictionary<string, string> chosen)
    {
        var line = new List<string> { "train", arguments[0] };
        foreach (var setting in Shared)
        {
            if (chosen.TryGetValue(setting.Name, out var text))
                line.AddRange([setting.Option, text]);
            else if (setting.Kind == SettingKind.Flag && arguments.Flag(setting))
                line.Add(setting.Option);
            else if (setting.Kind != SettingKind.Flag && arguments.Given.TryGetValue(setting.Name, out var given))
                line.AddRange(given.SelectMany(value => (string[])[setting.Option, value]));
        }

        // The seed stands there even when it is the usual one: who reads the line knows what it depends on.
        if (!arguments.Has(TrainSettings.Seed))
            line.AddRange([TrainSettings.Seed.Option, TrainSettings.SeedOf(arguments).ToString(CultureInfo.InvariantCulture)]);
        return line;
    }

    /// <summary>As a shell takes it.</summary>
    public static string Text(IEnumerable<string> line) => $"{CommandName.Text} {string.Join(' ', line.Select(Words.Quoted))}";
}
