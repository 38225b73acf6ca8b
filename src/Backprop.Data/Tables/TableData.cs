using System.Text;

namespace Backprop.Data;

/// <summary>
/// Rows of a table, encoded once into typed columns. A split, fold or subset is a <see cref="TableData"/>, too: other row
/// numbers over the same columns.
/// </summary>
public sealed partial class TableData
{
    private readonly Dictionary<string, Column> _columns;
    private readonly int[] _rows;

    private TableData(Schema schema, Dictionary<string, Column> columns, int[] rows, TableData? testPart, bool hasTargets)
    {
        Schema = schema;
        _columns = columns;
        _rows = rows;
        TestPart = testPart;
        HasTargets = hasTargets;
    }

    /// <summary>What the columns are and what they are used for.</summary>
    public Schema Schema { get; }

    /// <summary>How many rows this view holds.</summary>
    public int Count => _rows.Length;

    /// <summary>The numbers of this view's rows in the columns, from 0.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>Whether the targets' values are there.</summary>
    public bool HasTargets { get; }

    /// <summary>The source's own test part when it comes with one, else null.</summary>
    public TableData? TestPart { get; }

    /// <summary>Opens a file (CSV, IDX) or a folder of IDX files.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="target">The column to learn; null to look only.</param>
    /// <exception cref="DataException">The file cannot be read or makes no sense; the message says where and how to mend it.</exception>
    public static TableData Open(string path, string? target = null) => Open(path, new TableOptions { Targets = target is null ? [] : [target] });

    /// <summary>Opens a file (CSV, IDX) or a folder of IDX files, with what the user told.</summary>
    /// <exception cref="DataException">The file cannot be read or makes no sense; the message says where and how to mend it.</exception>
    public static TableData Open(string path, TableOptions options) => Open(DataSources.FromPath(path, options.Csv), options);

    /// <summary>Opens any source.</summary>
    /// <exception cref="DataException">The source cannot be read or makes no sense; the message says where and how to mend it.</exception>
    public static TableData Open(IDataSource source, TableOptions? options = null)
    {
        options ??= new();
        var (schema, columns, rows) = SchemaInference.Read(source, options);
        var test = source.TestPart is { } part && options.Targets.Count > 0 ? Read(part, schema.Layout, targets: true) : null;
        return new(schema, columns, rows, test, options.Targets.Count > 0);
    }

    /// <summary>Opens another file as this table was read: the same columns by name (in any order), kinds, labels and classes.</summary>
    /// <exception cref="DataException">A column is missing or holds another kind of values.</exception>
    public TableData OpenAlike(string path, CsvOptions? csv = null) => OpenAs(path, Schema.Layout, targets: Schema.Layout.Targets.Length > 0, csv);

    /// <summary>Opens a file by a known layout, with its targets (rows without them are left out) or without.</summary>
    /// <exception cref="DataException">A column is missing or holds another kind of values.</exception>
    public static TableData OpenAs(string path, TableLayout layout, bool targets, CsvOptions? csv = null)
    {
        csv ??= new();
        if (!layout.Header && csv.Header is null)
            csv = csv with { Header = false };
        var source = DataSources.FromPath(path, csv);
        return Read(targets && source.TestPart is not null ? source.TestPart : source, layout, targets);
    }

    /// <summary>Reads any source by a known layout, with its targets (rows without them are left out) or without.</summary>
    /// <exception cref="DataException">A column is missing or holds another kind of values.</exception>
    public static TableData Read(IDataSource source, TableLayout layout, bool targets)
    {
        var (schema, columns, rows) = LayoutReader.Read(source, layout, targets);
        return new(schema, columns, rows, null, targets);
    }

    /// <summary>A column by its name; its rows are the source's, of which this view holds <see cref="Rows"/>.</summary>
    /// <exception cref="DataException">There is none, or it was not read.</exception>
    public Column this[string name] =>
        _columns.TryGetValue(name, out var column) ? column
        : throw new DataException(Schema.Source, null, null, $"the column '{name}' was not read{Names.Hint(name, _columns.Keys)}");

    /// <summary>Whether the column was read.</summary>
    public bool Contains(string name) => _columns.ContainsKey(name);

    /// <summary>The number a person gives a row: from 1, the header excluded.</summary>
    public int SourceRow(int row) => _rows[row] + 1;

    /// <summary>A value as text, empty when missing; dates in ISO form.</summary>
    /// <param name="row">A row of this view, from 0.</param>
    /// <param name="name">The column.</param>
    public string Text(int row, string name)
    {
        var column = this[name];
        return column is NumberColumn numbers && Schema[name].Kind == ColumnKind.Date && !column.IsMissing(_rows[row])
            ? DateText.Iso(numbers[_rows[row]])
            : column.Text(_rows[row]);
    }

    /// <summary>Some rows of this view, in the order given.</summary>
    /// <param name="rows">Rows of this view, from 0.</param>
    public TableData Select(ReadOnlySpan<int> rows)
    {
        var chosen = new int[rows.Length];
        for (var i = 0; i < chosen.Length; i++)
            chosen[i] = _rows[rows[i]];
        return new(Schema, _columns, chosen, null, HasTargets);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Schema.Source).Append(": ").Append(Count).Append(" rows, ").Append(Schema.Features.Count).Append(" features");
        foreach (var target in Schema.Targets)
            text.Append(", target ").Append(target.Name);
        return text.ToString();
    }
}
