namespace Backprop.Cli;

/// <summary>What an option's value is.</summary>
internal enum SettingKind
{
    /// <summary>No value: given or not.</summary>
    Flag,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A number, read with the invariant culture.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>Texts, separated by commas or given by repeating the option.</summary>
    List,
}

/// <summary>An option of a command, which an experiment file may give, too.</summary>
/// <param name="Name">Without the dashes: <c>learning-rate</c>.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Value">What the help calls the value: <c>X</c>, <c>FILE</c>.</param>
/// <param name="Help">What it does.</param>
/// <param name="Group">The heading it stands under in the help.</param>
internal sealed record Setting(string Name, SettingKind Kind, string Value, string Help, string Group = "Options")
{
    /// <summary>The only values allowed; empty: any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>As typed: <c>--learning-rate</c>.</summary>
    public string Option => "--" + Name;
}
