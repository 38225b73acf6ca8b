namespace Backprop.Cli;

/// <summary>The rows of a run: what is learned from, what the best epoch is chosen by, what is looked at once.</summary>
/// <param name="All">The table as opened.</param>
/// <param name="Train">What is learned from.</param>
/// <param name="Validation">What the best epoch is chosen by, if anything.</param>
/// <param name="Test">What is looked at once, if anything.</param>
internal sealed record DataParts(TableData All, TableData Train, TableData? Validation, TableData? Test)
{
    private const double UsualShare = 0.2;

    /// <summary>Opens the table and cuts it as told: <c>--validation</c>, <c>--test</c>, <c>--group</c>, <c>--time</c>, by seed.</summary>
    /// <exception cref="BackpropException">A file, column or share is wrong.</exception>
    public static DataParts Open(string path, Arguments arguments, Terminal terminal, Model? start = null)
    {
        var csv = DataSettings.CsvOptions(arguments);
        var source = DataSources.FromPath(path, csv);
        var options = DataSettings.TableOptions(arguments, source);
        if (start is null && options.Targets.Count == 0)
        {
            using var reader = source.Open();
            var names = Enumerable.Range(0, Math.Min(reader.FieldCount, 30)).Select(reader.GetName);
            throw new UsageException($"which column is to be learned? Name it with --target COLUMN: {path} has {string.Join(", ", names)}{(reader.FieldCount > 30 ? ", …" : "")}");
        }

        var (validationShare, validationFile) = Part(arguments, TrainSettings.Validation);
        var (testShare, testFile) = Part(arguments, TrainSettings.Test);
        // A model to go on from knows its columns.
        var all = start is null ? TableData.Open(source, options) : start.Open(path, targets: true, csv);
        if (all.TestPart is not null && arguments.Has(TrainSettings.Test) && testFile is null && testShare > 0)
            terminal.Warning($"{path} has a test part of its own; --test {arguments.Text(TrainSettings.Test)} is not used");
        // Shares are of the rows that are there; a part that comes from elsewhere takes none.
        var split = options.Time is not null ? all.SplitByTime(validationShare, testShare)
            : options.Group is not null ? all.SplitByGroup(null, validationShare, testShare, TrainSettings.SeedOf(arguments))
            : all.Split(validationShare, testShare, TrainSettings.SeedOf(arguments));
        var noTest = arguments.Has(TrainSettings.Test) && testFile is null && testShare == 0;
        return new(
            all,
            split.Train,
            validationFile is null ? split.Validation : all.OpenAlike(validationFile, csv),
            testFile is not null ? all.OpenAlike(testFile, csv) : noTest ? null : split.Test);
    }

    /// <summary>All rows but the test part's, in the table's order.</summary>
    public TableData WithoutTest()
    {
        var chosen = new HashSet<int>();
        foreach (var row in Train.Rows)
            chosen.Add(row);
        // A validation part from a file of its own has its own columns.
        if (Validation is not null && ReferenceEquals(Validation.Schema, All.Schema))
            foreach (var row in Validation.Rows)
                chosen.Add(row);
        var places = new List<int>(chosen.Count);
        var rows = All.Rows;
        for (var i = 0; i < rows.Length; i++)
            if (chosen.Contains(rows[i]))
                places.Add(i);
        return All.Select([.. places]);
    }

    private static (double Share, string? File) Part(Arguments arguments, Setting setting)
    {
        if (arguments.Text(setting) is not { } text)
            return (UsualShare, null);
        if (text == "none")
            return (0, null);
        var number = Arguments.NumberOf(text);
        if (number is 0 or (> 0 and < 1))
            return (number.Value, null);
        if (number is not null && !File.Exists(text))
            throw new UsageException($"{setting.Option} expects a share of the rows between 0 and 1 (as 0.2), a file, or none, but got '{text}'");
        return (0, text);
    }
}
