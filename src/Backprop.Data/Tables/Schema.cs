using System.Globalization;
using System.Text;

namespace Backprop.Data;

/// <summary>What a table's columns are and what they are used for, with reasons; every decision can be overridden in <see cref="TableOptions"/>.</summary>
public sealed class Schema
{
    internal Schema(string source, int rows, IReadOnlyList<ColumnSchema> columns, TableLayout layout, IReadOnlyList<string> notes, IReadOnlyList<string> warnings)
    {
        Source = source;
        Rows = rows;
        Columns = columns;
        Layout = layout;
        Notes = notes;
        Warnings = warnings;
    }

    /// <summary>The file or other source.</summary>
    public string Source { get; }

    /// <summary>Rows read, those left out for a missing target included.</summary>
    public int Rows { get; }

    /// <summary>The columns in the source's order; ignored ones too.</summary>
    public IReadOnlyList<ColumnSchema> Columns { get; }

    /// <summary>What is learned; null without a target.</summary>
    public TaskKind? Task => Layout.Task;

    /// <summary>The target columns, in the order they were named.</summary>
    public IReadOnlyList<ColumnSchema> Targets => [.. Layout.Targets.Select(t => this[t.Name])];

    /// <summary>The columns the network sees, in the source's order.</summary>
    public IReadOnlyList<ColumnSchema> Features => [.. Layout.Inputs.Select(i => this[i.Name])];

    /// <summary>What must be known to read another file the same way.</summary>
    public TableLayout Layout { get; }

    /// <summary>What was done with the file: how it is written, rows left out.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What the user should look at: a guess that may be wrong, a column that gives the target away.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>A column by its name.</summary>
    /// <exception cref="DataException">There is none; the message suggests the nearest.</exception>
    public ColumnSchema this[string name] =>
        Columns.FirstOrDefault(c => c.Name == name)
        ?? throw new DataException(Source, null, null, $"there is no column '{name}'{Names.Hint(name, [.. Columns.Select(c => c.Name)])}");

    /// <summary>A table for people: each column's kind, role, missing and distinct values, range or most common labels, and why.</summary>
    public string Describe()
    {
        string[] heads = ["column", "kind", "use", "missing", "distinct", "values", "why"];
        var lines = Columns.Select(c => new[]
        {
            ColumnBuilder.Short(c.Name), c.Kind.ToString().ToLowerInvariant(), c.Role == ColumnRole.LeftOut ? "left out" : c.Role.ToString().ToLowerInvariant(),
            c.Missing == 0 ? "" : Whole(c.Missing), c.Distinct == 0 ? "" : Whole(c.Distinct) + (c.DistinctIsAtLeast ? "+" : ""), Values(c), c.Reason,
        }).Prepend(heads).ToList();
        var widths = Enumerable.Range(0, heads.Length).Select(i => lines.Max(l => l[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
            text.AppendLine(string.Join("  ", line.Select((cell, i) => i is 3 or 4 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        foreach (var note in Notes)
            text.AppendLine(note);
        foreach (var warning in Warnings)
            text.Append("warning: ").AppendLine(warning);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A column's values in a few words: <c>2.7 … 6.3, mean 4.4</c> or <c>Adelie 152, Gentoo 124, Chinstrap 68</c>.</summary>
    public static string Values(ColumnSchema column)
    {
        if (column.Levels.Count > 0 && column.Counts.Count == column.Levels.Count)
        {
            var top = column.Levels.Select((label, i) => (label, count: column.Counts[i])).OrderByDescending(l => l.count).ThenBy(l => l.label, StringComparer.Ordinal).ToList();
            return string.Join(", ", top.Take(3).Select(l => $"{ColumnBuilder.Short(l.label)} {Whole(l.count)}")) + (top.Count > 3 ? ", …" : "");
        }

        if (double.IsNaN(column.Min))
            return "";
        return column.Kind == ColumnKind.Date
            ? $"{DateText.Iso(column.Min)} … {DateText.Iso(column.Max)}"
            : $"{Number(column.Min)} … {Number(column.Max)}, mean {Number(column.Mean)}";
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
