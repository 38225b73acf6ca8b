namespace Backprop.Cli;

/// <summary>The options that say how data is read, shared by commands.</summary>
internal static class DataSettings
{
    private const string Group = "Data";

    public static Setting Target { get; } = new("target", SettingKind.List, "COLUMN", "the column to learn; several separated by commas or by repeating the option", Group);
    public static Setting Task { get; } = new("task", SettingKind.Text, "NAME", "what is learned; else by the target's values", Group)
    { Choices = ["auto", "classification", "regression", "multilabel"] };
    public static Setting Ignore { get; } = new("ignore", SettingKind.List, "COLUMNS", "columns not to use", Group);
    public static Setting Categorical { get; } = new("categorical", SettingKind.List, "COLUMNS", "columns whose values are labels, also when they are numbers", Group);
    public static Setting Numeric { get; } = new("numeric", SettingKind.List, "COLUMNS", "columns whose values are numbers; a text in them is an error", Group);
    public static Setting Keep { get; } = new("keep", SettingKind.List, "COLUMNS", "columns to use although they look like an id, a constant or text", Group);
    public static Setting GroupColumn { get; } = new("group", SettingKind.Text, "COLUMN", "rows with the same value stay in the same part; not a feature", Group);
    public static Setting Time { get; } = new("time", SettingKind.Text, "COLUMN", "orders the rows: the last are the test part, those before them validation", Group);
    public static Setting Delimiter { get; } = new("delimiter", SettingKind.Text, "C", "what separates fields (a character or 'tab'); else recognised", Group);
    public static Setting Decimal { get; } = new("decimal", SettingKind.Text, "C", "the decimal mark; else recognised", Group) { Choices = [".", ","] };
    public static Setting NoHeader { get; } = new("no-header", SettingKind.Flag, "", "the first row holds values; columns are column_1, column_2 …", Group);
    public static Setting Missing { get; } = new("missing", SettingKind.List, "TOKENS", "texts for missing values beyond the empty field, NA, NaN, ? and null", Group);

    public static Setting Json { get; } = new("json", SettingKind.Flag, "", "one JSON document on standard output, everything else on standard error", "Output");

    /// <summary>How a CSV file is written.</summary>
    public static IReadOnlyList<Setting> Csv { get; } = [Delimiter, Decimal, NoHeader];

    /// <summary>Everything about a table.</summary>
    public static IReadOnlyList<Setting> Table { get; } =
        [Target, Task, Ignore, Categorical, Numeric, Keep, GroupColumn, Time, Delimiter, Decimal, NoHeader, Missing];

    /// <summary>From <see cref="Csv"/>.</summary>
    public static CsvOptions CsvOptions(Arguments arguments)
    {
        var delimiter = arguments.Text(Delimiter) switch
        {
            null => (char?)null,
            "tab" or "\\t" => '\t',
            "space" => ' ',
            { Length: 1 } one => one[0],
            var other => throw new UsageException($"{Delimiter.Option} expects one character (or tab, space) but got '{other}'"),
        };
        return new() { Delimiter = delimiter, Decimal = arguments.Text(Decimal)?[0], Header = arguments.Flag(NoHeader) ? false : null };
    }

    /// <summary>From <see cref="Table"/>, with the format's usual target when none is named.</summary>
    public static TableOptions TableOptions(Arguments arguments, IDataSource source)
    {
        var targets = arguments.List(Target);
        return new()
        {
            Targets = targets.Count == 0 && source.UsualTarget is { } usual ? [usual] : targets,
            Task = arguments.Text(Task) switch
            {
                "classification" => TaskHint.Classification,
                "regression" => TaskHint.Regression,
                "multilabel" => TaskHint.MultiLabel,
                _ => TaskHint.Auto,
            },
            Ignore = arguments.List(Ignore),
            Categorical = arguments.List(Categorical),
            Numeric = arguments.List(Numeric),
            Keep = arguments.List(Keep),
            Group = arguments.Text(GroupColumn),
            Time = arguments.Text(Time),
            Missing = arguments.List(Missing),
            Csv = CsvOptions(arguments),
        };
    }
}
