using System.Globalization;

namespace Backprop.Data;

/// <summary>Reads a source by a known layout: what a model does with new data.</summary>
internal static class LayoutReader
{
    public static (Schema Schema, Dictionary<string, Column> Columns, int[] Rows) Read(IDataSource source, TableLayout layout, bool targets)
    {
        var missing = new MissingTokens(layout.Missing);
        var modes = new Dictionary<string, BuildMode>(StringComparer.Ordinal);
        foreach (var input in layout.Inputs)
            modes.Add(input.Name, input.Kind == ColumnKind.Number ? BuildMode.Numbers : BuildMode.Labels);
        if (targets)
            foreach (var target in layout.Targets)
                modes.Add(target.Name, target.Classes.Length == 0 ? BuildMode.Numbers : BuildMode.Labels);
        CheckNames(source, modes.Keys);
        var table = TableLoader.Load(source, missing, name => modes.TryGetValue(name, out var mode) ? mode : null);

        var columns = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var input in layout.Inputs)
            columns.Add(input.Name, Build(source.Name, table.Columns[input.Name], input.Kind, input.Levels, input.DateFormat, strict: input.Kind == ColumnKind.Boolean));
        if (targets)
            foreach (var target in layout.Targets)
                columns.Add(target.Name, Build(source.Name, table.Columns[target.Name], target.Kind, target.Classes, null, strict: true));
        var rows = Column.Present(table.Rows, layout.Targets.Where(_ => targets).Select(t => columns[t.Name]));
        if (rows.Length == 0)
            throw new DataException(source.Name, null, layout.Targets[0].Name, "this target has no value in any row");
        string[] notes = rows.Length < table.Rows ? [$"{table.Rows - rows.Length} of {table.Rows} rows have no target and are left out"] : [];
        var schemas = layout.Inputs.Select(i => Describe(columns[i.Name], i.Kind, ColumnRole.Feature, i.DateFormat))
            .Concat(layout.Targets.Where(_ => targets).Select(t => Describe(columns[t.Name], t.Kind, ColumnRole.Target, null)));
        return (new(source.Name, table.Rows, [.. schemas], layout, notes, []), columns, rows);
    }

    private static void CheckNames(IDataSource source, IReadOnlyCollection<string> wanted)
    {
        string[] names;
        using (var reader = source.Open())
            names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        string[] absent = [.. wanted.Where(w => !names.Contains(w, StringComparer.Ordinal))];
        string[] spare = [.. names.Except(wanted)]; // what may be the absent one, written otherwise
        if (absent.Length > 0)
            throw new DataException(source.Name, null, null,
                $"the column '{absent[0]}' is missing{(absent.Length > 1 ? $" (and {absent.Length - 1} more: {string.Join(", ", absent.Skip(1).Take(5))})" : "")}{Names.Hint(absent[0], spare)}");
    }

    private static Column Build(string source, ColumnBuilder b, ColumnKind kind, string[] levels, string? dateFormat, bool strict)
    {
        if (b.FirstInfinite is { } infinite && !b.IsLabels)
            throw NotFinite(source, infinite.Place, b.Name, infinite.Value);
        if (kind == ColumnKind.Number)
            return b.ToNumbers();
        if (kind == ColumnKind.Date)
            return Dates(source, b, b.IsDate ? "iso" : dateFormat!);
        var codeOf = new LabelCodes(levels, kind);
        var map = b.Labels.Select(l => codeOf.Of(l, b.Separator)).ToArray();
        var codes = new int[b.Count];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = b.Codes[row] < 0 ? CategoryColumn.Missing : map[b.Codes[row]];
            if (codes[row] == LabelCodes.Unseen && strict)
                throw UnknownLabel(source, $"row {(row + 1).ToString(CultureInfo.InvariantCulture)}", b.Name, levels, b.Labels[b.Codes[row]]);
        }

        return new CategoryColumn(b.Name, [.. codes.Select(c => c == LabelCodes.Unseen ? levels.Length : c)], [.. levels, "(unseen)"]);
    }

    /// <summary>The error for a boolean that is none of its two labels.</summary>
    public static DataException UnknownLabel(string source, string? place, string column, string[] levels, string found) => new(source, place, column,
        $"expected {string.Join(" or ", levels.Take(8).Select(l => $"'{l}'"))}{(levels.Length > 8 ? " or …" : "")} as in the training data, found '{ColumnBuilder.Short(found)}'");

    /// <summary>The error for a text that is no date.</summary>
    public static DataException NotADate(string source, string? place, string column, string family, string found) => new(source, place, column,
        $"expected a date as in the training data ({family}), found '{ColumnBuilder.Short(found)}'");

    /// <summary>The error for a number that is not finite.</summary>
    public static DataException NotFinite(string source, string? place, string column, string found) => new(source, place, column,
        $"expected a finite number, found {found}");

    private static NumberColumn Dates(string source, ColumnBuilder b, string family)
    {
        var seconds = new double[b.Labels.Count];
        for (var i = 0; i < seconds.Length; i++)
            if (!DateText.TryParse(b.Labels[i], family, out seconds[i]) && !DateText.TryParse(b.Labels[i], "iso", out seconds[i]))
            {
                var row = b.Codes.IndexOf(i) + 1;
                throw NotADate(source, $"row {row.ToString(CultureInfo.InvariantCulture)}", b.Name, family, b.Labels[i]);
            }

        var values = new double[b.Count];
        for (var row = 0; row < values.Length; row++)
            values[row] = b.Codes[row] < 0 ? double.NaN : seconds[b.Codes[row]];
        return new(b.Name, values);
    }

    private static ColumnSchema Describe(Column column, ColumnKind kind, ColumnRole role, string? dateFormat)
    {
        var missing = Enumerable.Range(0, column.Count).Count(column.IsMissing);
        return new()
        {
            Name = column.Name,
            Kind = kind,
            Role = role,
            Missing = missing,
            DateFormat = dateFormat,
            Levels = column is CategoryColumn c ? [.. c.Levels.SkipLast(1)] : [],
            Reason = "as in the training data",
        };
    }
}
