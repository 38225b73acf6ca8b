namespace Backprop.Data;

/// <summary>A column as packed, with what can be said of its values; the second step of inference decides what to use it for.</summary>
internal sealed record ColumnFacts(Column Column, ColumnSchema Schema)
{
    private const int DistinctLimit = 10_000;

    /// <summary>The finished column of a builder: numbers, dates, booleans or ordered labels.</summary>
    public static ColumnFacts Of(ColumnBuilder b, bool asDate, bool asLabels, List<string> warnings)
    {
        if (!b.IsLabels)
            return Numbers(b.ToNumbers(), b.MissingCount, b.IsDate ? ColumnKind.Date : ColumnKind.Number, b.IsDate ? "iso" : null);
        if (!asLabels)
        {
            if (DateText.FamilyOf(b.Labels) is { } date)
            {
                if (date.Ambiguous)
                    warnings.Add($"the dates in '{b.Name}' can be read as month/day or day/month: month/day is taken; write them as 2024-12-31 to be sure");
                return Dates(b, date.Family);
            }

            if (asDate)
                throw new DataException($"column '{b.Name}': expected dates of one format (as 2024-12-31), found '{ColumnBuilder.Short(b.Labels.FirstOrDefault(l => DateText.FamilyOf([l]) is null) ?? b.Labels[0])}'");
            if (LabelText.Booleans(b.Labels) is { } pair)
                return Booleans(b, pair.False, pair.True);
        }

        return Categories(b.Name, b.Labels, b.Codes, b.MissingCount);
    }

    /// <summary>A column of numbers as labels: each different number is one.</summary>
    public static ColumnFacts AsCategories(NumberColumn numbers, int missing)
    {
        var labels = new List<string>();
        var codeOf = new Dictionary<double, int>();
        var codes = new int[numbers.Count];
        for (var row = 0; row < codes.Length; row++)
        {
            var value = numbers[row];
            if (double.IsNaN(value))
                codes[row] = CategoryColumn.Missing;
            else if (!codeOf.TryGetValue(value, out codes[row]))
            {
                codeOf.Add(value, codes[row] = labels.Count);
                labels.Add(NumberText.Format(value == 0 ? 0 : value));
            }
        }

        return Categories(numbers.Name, labels, codes, missing);
    }

    private static ColumnFacts Dates(ColumnBuilder b, string family)
    {
        var seconds = b.Labels.Select(l => DateText.TryParse(l, family, out var s) ? s : double.NaN).ToArray();
        var values = new double[b.Count];
        for (var row = 0; row < values.Length; row++)
            values[row] = b.Codes[row] < 0 ? double.NaN : seconds[b.Codes[row]];
        return Numbers(new(b.Name, values), b.MissingCount, ColumnKind.Date, family);
    }

    private static ColumnFacts Booleans(ColumnBuilder b, string[] falses, string[] trues)
    {
        var isTrue = b.Labels.Select(l => Array.IndexOf(trues, l) >= 0 ? 1 : 0).ToArray();
        var codes = new int[b.Count];
        var counts = new int[2];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = b.Codes[row] < 0 ? CategoryColumn.Missing : isTrue[b.Codes[row]];
            if (codes[row] >= 0)
                counts[codes[row]]++;
        }

        string[] levels = [falses[0], trues[0]];
        return new(new CategoryColumn(b.Name, codes, levels), new()
        {
            Name = b.Name,
            Kind = ColumnKind.Boolean,
            Role = ColumnRole.Feature,
            Missing = b.MissingCount,
            Distinct = 2,
            Levels = levels,
            Counts = counts,
        });
    }

    private static ColumnFacts Categories(string name, IReadOnlyList<string> labels, ReadOnlySpan<int> found, int missing)
    {
        // Codes go by the labels' order, not by the rows': the same table in another order has the same classes.
        var levels = LabelText.Ordered(labels);
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < levels.Length; i++)
            place.Add(levels[i], i);
        var newCode = labels.Select(l => place[l]).ToArray();
        var codes = new int[found.Length];
        var counts = new int[levels.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = found[row] < 0 ? CategoryColumn.Missing : newCode[found[row]];
            if (codes[row] >= 0)
                counts[codes[row]]++;
        }

        return new(new CategoryColumn(name, codes, levels), new()
        {
            Name = name,
            Kind = ColumnKind.Category,
            Role = ColumnRole.Feature,
            Missing = missing,
            Distinct = levels.Length,
            Levels = levels,
            Counts = counts,
        });
    }

    private static ColumnFacts Numbers(NumberColumn column, int missing, ColumnKind kind, string? dateFormat)
    {
        var distinct = new HashSet<double>();
        var bytes = column.Bytes;
        var seen = new bool[256];
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0;
        var whole = true;
        for (var row = 0; row < column.Count; row++)
        {
            var value = column[row];
            if (double.IsNaN(value))
                continue;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            sum += value;
            whole &= Math.Floor(value) == value;
            if (!bytes.IsEmpty)
                seen[bytes[row]] = true;
            else if (distinct.Count < DistinctLimit)
                distinct.Add(value);
        }

        var count = bytes.IsEmpty ? distinct.Count : seen.Count(s => s);
        var any = column.Count > missing;
        return new(column, new()
        {
            Name = column.Name,
            Kind = kind,
            Role = ColumnRole.Feature,
            Missing = missing,
            Distinct = count,
            DistinctIsAtLeast = count >= DistinctLimit,
            Min = any ? min : double.NaN,
            Max = any ? max : double.NaN,
            Mean = any ? sum / (column.Count - missing) : double.NaN,
            Integers = any && whole && kind == ColumnKind.Number,
            DateFormat = dateFormat,
        });
    }
}
