using System.Runtime.CompilerServices;

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

        return Categories(b.Name, b.Labels, b.TakeCodes(), b.Count, b.MissingCount);
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

        return Categories(numbers.Name, labels, codes, codes.Length, missing);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ColumnFacts Dates(ColumnBuilder b, string family)
    {
        var seconds = b.Labels.Select(l => DateText.TryParse(l, family, out var s) ? s : double.NaN).ToArray();
        var codes = b.Codes;
        var values = new double[b.Count];
        for (var row = 0; row < values.Length; row++)
            values[row] = codes[row] < 0 ? double.NaN : seconds[codes[row]];
        return Numbers(new(b.Name, values), b.MissingCount, ColumnKind.Date, family);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ColumnFacts Booleans(ColumnBuilder b, string[] falses, string[] trues)
    {
        var isTrue = b.Labels.Select(l => Array.IndexOf(trues, l) >= 0 ? 1 : 0).ToArray();
        var codes = b.TakeCodes();
        var counts = new int[2];
        foreach (ref var code in codes.AsSpan(0, b.Count))
            if (code >= 0)
            {
                code = isTrue[code];
                counts[code]++;
            }

        string[] levels = [falses[0], trues[0]];
        return new(new CategoryColumn(b.Name, codes, b.Count, levels), new()
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ColumnFacts Categories(string name, IReadOnlyList<string> labels, int[] codes, int count, int missing)
    {
        // Codes go by the labels' order, not by the rows': the same table in another order has the same classes.
        var levels = LabelText.Ordered(labels);
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < levels.Length; i++)
            place.Add(levels[i], i);
        var newCode = labels.Select(l => place[l]).ToArray();
        var counts = new int[levels.Length];
        foreach (ref var code in codes.AsSpan(0, count))
            if (code >= 0)
            {
                code = newCode[code];
                counts[code]++;
            }

        return new(new CategoryColumn(name, codes, count, levels), new()
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ColumnFacts Numbers(NumberColumn column, int missing, ColumnKind kind, string? dateFormat)
    {
        var range = new NumberRange();
        var count = 0;
        if (!column.Bytes.IsEmpty)
        {
            Span<bool> seen = stackalloc bool[256];
            var sum = 0L;
            foreach (var value in column.Bytes)
            {
                seen[value] = true;
                sum += value;
            }

            count = seen.Count(true);
            range = new() { Min = seen.IndexOf(true), Max = seen.LastIndexOf(true), Sum = sum };
        }
        else
        {
            var distinct = new DistinctNumbers(DistinctLimit);
            foreach (var value in column.Floats)
                if (!float.IsNaN(value))
                {
                    range.Add(value);
                    distinct.Add(value);
                }

            foreach (var value in column.Doubles)
                if (!double.IsNaN(value))
                {
                    range.Add(value);
                    distinct.Add(value);
                }

            count = distinct.Count;
        }

        var any = column.Count > missing;
        return new(column, new()
        {
            Name = column.Name,
            Kind = kind,
            Role = ColumnRole.Feature,
            Missing = missing,
            Distinct = count,
            DistinctIsAtLeast = count >= DistinctLimit,
            Min = any ? range.Min : double.NaN,
            Max = any ? range.Max : double.NaN,
            Mean = any ? range.Sum / (column.Count - missing) : double.NaN,
            Integers = any && range.Whole && kind == ColumnKind.Number,
            DateFormat = dateFormat,
        });
    }
}
