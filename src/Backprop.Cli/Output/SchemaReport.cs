namespace Backprop.Cli;

/// <summary>A table's columns for people: what each is, what it is used for and why.</summary>
internal static class SchemaReport
{
    private const int MostColumns = 40;

    public static void Write(TableData data, Terminal terminal)
    {
        var schema = data.Schema;
        var task = schema.Task is { } t ? $", {Words.Of(t)} of {string.Join(", ", schema.Targets.Select(c => c.Name))}" : "";
        terminal.Heading($"{schema.Source}: {Words.Whole(schema.Rows)} rows, {schema.Features.Count} features{task}");
        // Pictures have hundreds of like columns: the first of them, and what is not like them.
        var shown = schema.Columns.Count <= MostColumns
            ? schema.Columns
            : [.. schema.Columns.Where(c => c.Role != ColumnRole.Feature).Take(MostColumns / 2).Concat(schema.Features.Take(MostColumns / 8))];
        terminal.Table(["column", "kind", "use", ">missing", ">distinct", "values", "why"], shown.Select(c => (IReadOnlyList<string>)
        [
            Short(c.Name), Words.Of(c.Kind), Words.Of(c.Role), c.Missing == 0 ? "" : Words.Whole(c.Missing),
            c.Distinct == 0 ? "" : Words.Whole(c.Distinct) + (c.DistinctIsAtLeast ? "+" : ""), Schema.Values(c), c.Reason,
        ]));
        if (shown.Count < schema.Columns.Count)
            terminal.Line($"  … and {Words.Whole(schema.Columns.Count - shown.Count)} more columns");
        foreach (var note in schema.Notes)
            terminal.Line("  " + note);
        if (data.TestPart is { } test)
            terminal.Line($"  with a test part of {Words.Whole(test.Count)} rows");
        foreach (var warning in schema.Warnings)
            terminal.Warning(warning);
    }

    private static string Short(string name) => name.Length <= 40 ? name : name[..39] + "…";
}
