using System.Data.Common;
using System.Globalization;

namespace Backprop.Data;

/// <summary>The columns of a source as first packed, before anything is decided about them.</summary>
internal sealed record LoadedTable(string Source, IReadOnlyList<string> Names, IReadOnlyDictionary<string, ColumnBuilder> Columns, int Rows);

/// <summary>Reads a source into column builders: once, and once more for columns whose kind changed on the way.</summary>
internal static class TableLoader
{
    /// <param name="source">What to read.</param>
    /// <param name="missing">Which texts are missing values.</param>
    /// <param name="modeOf">What may be made of a column, by name; null leaves the column out.</param>
    public static LoadedTable Load(IDataSource source, MissingTokens missing, Func<string, BuildMode?> modeOf)
    {
        var (names, builders, rows) = Pass(source, missing, modeOf);
        if (rows == 0)
            throw new DataException(source.Name, null, null, $"holds {names.Length} columns ({string.Join(", ", names.Take(6))}{(names.Length > 6 ? ", …" : "")}) but no row of data");
        var columns = builders.ToDictionary(b => b.Name, StringComparer.Ordinal);
        if (columns.Values.Any(NeedsLabels))
        {
            foreach (var mixed in columns.Values.Where(c => c.MustReread && !NeedsLabels(c)))
                throw mixed.NotANumber(mixed.TextCount - 1);
            var again = Pass(source, missing, name => columns.TryGetValue(name, out var c) && NeedsLabels(c) ? BuildMode.Labels : null);
            if (again.Rows != rows)
                throw new DataException(source.Name, null, null, $"gave {rows} rows at first and {again.Rows} when read again: a source must give the same rows each time");
            foreach (var builder in again.Builders)
                columns[builder.Name] = builder;
        }

        foreach (var column in columns.Values)
            RefuseFewTexts(column, modeOf(column.Name) == BuildMode.Labels);
        return new(source.Name, names, columns, rows);
    }

    private static bool NeedsLabels(ColumnBuilder column) => column.MustReread && !IsNearlyNumeric(column.NumberCount, column.TextCount);

    // Nearly all values are numbers: the few texts are mistakes, not categories.
    private static bool IsNearlyNumeric(int numbers, int texts) => numbers + texts >= 20 && numbers >= 0.95 * (numbers + texts);

    private static void RefuseFewTexts(ColumnBuilder column, bool told)
    {
        if (column.MustReread)
            throw column.NotANumber(column.TextCount - 1);
        if (told || !column.IsLabels || column.FirstText is null)
            return;
        var numeric = column.Labels.Select(l => NumberText.TryParse(l, column.Separator, out _)).ToArray();
        int numbers = 0, texts = 0;
        foreach (var code in column.Codes)
        {
            numbers += code >= 0 && numeric[code] ? 1 : 0;
            texts += code >= 0 && !numeric[code] ? 1 : 0;
        }

        if (IsNearlyNumeric(numbers, texts))
            throw column.NotANumber(texts - 1);
    }

    private static (string[] Names, List<ColumnBuilder> Builders, int Rows) Pass(IDataSource source, MissingTokens missing, Func<string, BuildMode?> modeOf)
    {
        using var reader = source.Open();
        var names = Names(source, reader);
        if (source is CsvSource csv && Blocks(csv, names.Length, Builders()) is { } quick)
            return (names, quick.Builders, quick.Rows);
        var builders = Builders();
        var rows = 0;
        if (reader is IdxTableReader pictures)
            return (names, builders, Pictures(pictures, builders));
        var row = 0;
        var table = reader as TableReader;
        Func<string> place = table is null ? () => "row " + row.ToString(CultureInfo.InvariantCulture) : () => table.Place;
        var readers = builders.Select(b => Bind(source, reader, b, place)).ToArray();
        while (reader.Read())
        {
            row = rows + 1;
            foreach (var read in readers)
                read();
            rows++;
        }

        return (names, builders, rows);

        List<ColumnBuilder> Builders()
        {
            var list = new List<ColumnBuilder>();
            for (var i = 0; i < names.Length; i++)
                if (modeOf(names[i]) is { } mode)
                    list.Add(new(source.Name, names[i], i, mode, missing));
            return list;
        }
    }

    // Some pictures at a time, so that a column's bytes are written together.
    private static int Pictures(IdxTableReader reader, List<ColumnBuilder> builders)
    {
        const int Block = 64;
        var (width, rows) = (reader.FieldCount, 0);
        var block = new byte[Block * width];
        Func<string> place = () => reader.Place;
        for (var count = Block; count == Block; rows += count)
        {
            for (count = 0; count < Block && reader.Read(); count++)
                reader.Row.CopyTo(block, count * width);
            foreach (var builder in builders)
                builder.AddBytes(block.AsSpan(0, count * width), width, place);
        }

        return rows;
    }

    // A large plain file, by blocks; null when it is not plain or something is wrong, which the careful reader tells.
    private static (List<ColumnBuilder> Builders, int Rows)? Blocks(CsvSource source, int fields, List<ColumnBuilder> builders)
    {
        try
        {
            using var blocks = source.OpenBlocks(fields);
            if (blocks is null)
                return null;
            var rows = 0;
            var expected = 0;
            while (blocks.Read())
            {
                if (rows == 0)
                    expected = (int)Math.Min(Array.MaxLength, source.Length * 1.01 / blocks.Length * blocks.Rows);
                foreach (var builder in builders)
                    builder.Add(blocks, fields, source.Format, expected);
                rows = checked(rows + blocks.Rows);
            }

            return blocks.GaveUp ? null : (builders, rows);
        }
        catch (Exception e) when (e is DataException or IOException or InvalidDataException)
        {
            return null;
        }
    }

    private static string[] Names(IDataSource source, DbDataReader reader)
    {
        var names = new string[reader.FieldCount];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.GetName(i);
            if (names[i].Length == 0)
                names[i] = "column_" + (i + 1).ToString(CultureInfo.InvariantCulture);
            if (!seen.Add(names[i]))
                throw new DataException(source.Name, null, names[i], "two columns have this name: give each a name of its own");
        }

        return names;
    }

    // Typed getters do not convert, so the getter is chosen by the column's type, once.
    private static Action Bind(IDataSource source, DbDataReader reader, ColumnBuilder b, Func<string> place)
    {
        var i = b.Ordinal;
        if (source.TypesVary)
            return () => AddValue(b, reader.GetValue(i), place);
        var type = reader.GetFieldType(i);
        if (reader is TableReader table && type == typeof(string))
        {
            var separator = table.DecimalSeparator;
            return () =>
            {
                if (table.IsDBNull(i))
                    b.AddMissing();
                else
                    b.Add(table.GetText(i), separator, place);
            };
        }

        Action add = Type.GetTypeCode(type) switch
        {
            TypeCode.Double => () => b.AddNumber(reader.GetDouble(i), place),
            TypeCode.Single => () => b.AddNumber(reader.GetFloat(i), place),
            TypeCode.Int32 => () => b.AddNumber(reader.GetInt32(i), place),
            TypeCode.Int64 => () => b.AddNumber(reader.GetInt64(i), place),
            TypeCode.Int16 => () => b.AddNumber(reader.GetInt16(i), place),
            TypeCode.Byte => () => b.AddNumber(reader.GetByte(i), place),
            TypeCode.Decimal => () => b.AddNumber((double)reader.GetDecimal(i), place),
            TypeCode.Boolean => () => b.AddBoolean(reader.GetBoolean(i), place),
            TypeCode.DateTime => () => b.AddDate(reader.GetDateTime(i), place),
            TypeCode.String => () => b.Add(reader.GetString(i), '.', place),
            _ => () => AddValue(b, reader.GetValue(i), place),
        };
        return () =>
        {
            if (reader.IsDBNull(i))
                b.AddMissing();
            else
                add();
        };
    }

    private static void AddValue(ColumnBuilder b, object? value, Func<string> place)
    {
        switch (value)
        {
            case null or DBNull: b.AddMissing(); break;
            case string s: b.Add(s, '.', place); break;
            case bool v: b.AddBoolean(v, place); break;
            case DateTime v: b.AddDate(v, place); break;
            case DateTimeOffset v: b.AddDate(v.UtcDateTime, place); break;
            case DateOnly v: b.AddDate(v.ToDateTime(TimeOnly.MinValue), place); break;
            case TimeSpan v: b.AddNumber(v.TotalSeconds, place); break;
            case double or float or int or long or short or byte or decimal or sbyte or ushort or uint or ulong or Half:
                b.AddNumber(value is Half half ? (double)half : Convert.ToDouble(value, CultureInfo.InvariantCulture), place);
                break;
            default: b.Add(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", '.', place); break;
        }
    }
}
