using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Backprop.Cli;

/// <summary>What was given to a command: on the command line, else in an experiment file.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, IReadOnlyList<string>> _values;
    private readonly IReadOnlyList<string> _positions;

    private Arguments(CliCommand command, IReadOnlyList<string> line, IReadOnlyList<string> positions, Dictionary<string, IReadOnlyList<string>> values) =>
        (Command, Line, _positions, _values) = (command, line, positions, values);

    /// <summary>The command they are for.</summary>
    public CliCommand Command { get; }

    /// <summary>The command line as typed, after the command's name.</summary>
    public IReadOnlyList<string> Line { get; }

    /// <summary>Parses what follows the command's name.</summary>
    /// <exception cref="UsageException">An unknown option, a value that is missing or of the wrong kind.</exception>
    public static Arguments Parse(CliCommand command, IReadOnlyList<string> line)
    {
        var parser = new Command(command.Name);
        var options = command.Settings.ToDictionary(s => s.Name, ToOption, StringComparer.Ordinal);
        foreach (var option in options.Values)
            parser.Add(option);
        var positions = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        parser.Add(positions);
        // No response files (a file may be named @x), no bundling (-1 is a number).
        var parsed = parser.Parse(line, new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null });

        var given = parsed.GetValue(positions) ?? [];
        foreach (var stray in given.Concat(parsed.UnmatchedTokens).Where(t => t.Length > 1 && t[0] == '-'))
            throw UnknownOption(command, stray);
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var setting in command.Settings)
        {
            if (parsed.GetResult(options[setting.Name]) is not { Implicit: false } result)
                continue;
            string[] tokens = [.. result.Tokens.Select(t => t.Value)];
            if (setting.Kind == SettingKind.Flag)
            {
                if (tokens.Length > 0 && tokens[^1] is not ("true" or "false"))
                    throw new UsageException($"{setting.Option} takes no value but '{tokens[^1]}' was given");
                values[setting.Name] = [tokens.Length > 0 ? tokens[^1] : "true"];
                continue;
            }

            if (tokens.Length < result.IdentifierTokenCount || tokens.Length == 0)
                throw new UsageException($"{setting.Option} needs a value: {setting.Option} {setting.Value}");
            if (tokens.FirstOrDefault(t => t.StartsWith("--", StringComparison.Ordinal)) is { } swallowed)
                throw UnknownOption(command, swallowed);
            if (tokens.Length > 1 && setting.Kind != SettingKind.List)
                throw new UsageException($"{setting.Option} is given {tokens.Length} times ({string.Join(", ", tokens)}): give it once");
            values[setting.Name] = tokens;
        }

        if (parsed.Errors.Count > 0)
            throw new UsageException(parsed.Errors[0].Message);
        if (given.Length > command.Positions.Count)
        {
            throw new UsageException($"unexpected argument '{given[command.Positions.Count]}': "
                + $"backprop {command.Name} {string.Join(' ', command.Positions.Select(p => p.Name))} (backprop {command.Name} --help)");
        }

        if (values.TryGetValue(ExperimentFile.Setting.Name, out var file) && command.Settings.Contains(ExperimentFile.Setting))
        {
            var (positionsInFile, valuesInFile) = ExperimentFile.Read(file[0], command);
            foreach (var (name, value) in valuesInFile)
                values.TryAdd(name, value);
            given = [.. given, .. positionsInFile.Skip(given.Length)];
        }

        if (given.Length < command.Required)
        {
            var missing = command.Positions[given.Length];
            throw new UsageException($"{missing.Name} is missing ({missing.Help}): "
                + $"backprop {command.Name} {string.Join(' ', command.Positions.Select(p => p.Name))} (backprop {command.Name} --help)");
        }

        var arguments = new Arguments(command, line, given, values);
        foreach (var setting in command.Settings)
            arguments.Check(setting);
        return arguments;
    }

    private static Option ToOption(Setting setting) => setting.Kind == SettingKind.Flag
        ? new Option<bool>(setting.Option) { Arity = ArgumentArity.ZeroOrOne }
        : new Option<string[]>(setting.Option) { Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    private static UsageException UnknownOption(CliCommand command, string token)
    {
        var name = token.Split('=', ':')[0];
        var known = command.Settings.Select(s => s.Option).Append("--help").ToList();
        return new(known.Contains(name)
            ? $"{name} stands where a value was expected"
            : $"there is no option '{name}' of backprop {command.Name}{Nearest.Hint(name, known)} (all: backprop {command.Name} --help)");
    }

    private void Check(Setting setting)
    {
        switch (setting.Kind)
        {
            case SettingKind.Number: Number(setting); break;
            case SettingKind.Whole: Long(setting); break;
            case SettingKind.List: List(setting); break;
            case SettingKind.Text: Text(setting); break;
        }
    }

    /// <summary>What stands at a place of <see cref="CliCommand.Positions"/>.</summary>
    public string this[int position] => _positions[position];

    /// <summary>Whether a value was given at this place.</summary>
    public bool Has(int position) => position < _positions.Count;

    /// <summary>Whether the option was given.</summary>
    public bool Has(Setting setting) => _values.ContainsKey(setting.Name);

    /// <summary>Whether the flag was given.</summary>
    public bool Flag(Setting setting) => _values.TryGetValue(setting.Name, out var value) && value[^1] == "true";

    /// <summary>The text, or null when not given.</summary>
    public string? Text(Setting setting) => Last(setting) is { } text ? Choice(setting, text) : null;

    /// <summary>The number, or null when not given.</summary>
    public double? Number(Setting setting)
    {
        if (Last(setting) is not { } text)
            return null;
        if (NumberOf(text) is { } value)
            return value;
        throw Wrong(setting, "a number (as 0.01)", text);
    }

    /// <summary>The whole number, or null when not given.</summary>
    public int? Whole(Setting setting)
    {
        var value = Long(setting);
        return value is null or (>= int.MinValue and <= int.MaxValue) ? (int?)value : throw Wrong(setting, $"a whole number of at most {int.MaxValue}", Last(setting)!);
    }

    /// <summary>The whole number of up to 18 digits, or null when not given.</summary>
    public long? Long(Setting setting)
    {
        if (Last(setting) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(setting, "a whole number", text);
    }

    /// <summary>The texts of a list; none when not given.</summary>
    public IReadOnlyList<string> List(Setting setting) =>
        _values.TryGetValue(setting.Name, out var values) ? [.. values.SelectMany(Split).Select(v => Choice(setting, v))] : [];

    /// <summary>Every option that was given, by name, as texts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Given => _values;

    /// <summary>A finite number in invariant form, or null.</summary>
    public static double? NumberOf(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value) ? value : null;

    private string? Last(Setting setting) => _values.TryGetValue(setting.Name, out var value) ? value[^1] : null;

    private static UsageException Wrong(Setting setting, string expected, string text) => new(
        $"{setting.Option} expects {expected} but got '{text}'{(text.Contains(',', StringComparison.Ordinal) && NumberOf(text.Replace(',', '.')) is not null ? $": write {text.Replace(',', '.')}" : "")}");

    private static string Choice(Setting setting, string text) => setting.Choices.Count == 0 || setting.Choices.Contains(text)
        ? text
        : throw new UsageException($"{setting.Option} does not know '{text}'{(text.Length > 1 ? Nearest.Hint(text, setting.Choices) : "")} (it knows: {string.Join(" ", setting.Choices)})");

    // a,b,"c,d" → a | b | c,d
    private static List<string> Split(string text)
    {
        var (parts, part, quoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var c in text)
        {
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                parts.Add(part.ToString().Trim());
                part.Clear();
            }
            else
                part.Append(c);
        }

        parts.Add(part.ToString().Trim());
        parts.RemoveAll(p => p.Length == 0);
        return parts;
    }
}
