namespace Backprop.Data;

/// <summary>From a column's codes to places in a fitted list of labels.</summary>
internal static class LevelMap
{
    public static int[] Of(CategoryColumn column, string[] labels, int other) => Of(column.Levels, labels, other);

    /// <summary>For each of a column's labels its place in the list.</summary>
    public static int[] Of(IReadOnlyList<string> levels, IReadOnlyList<string> labels, int other)
    {
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
            place.Add(labels[i], i);
        return [.. levels.Select(l => place.TryGetValue(l, out var at) ? at : other)];
    }

    /// <summary>The labels that stand at least so often in some rows, in the column's order, and whether a value is missing.</summary>
    public static (string[] Labels, bool Missing) Seen(CategoryColumn column, ReadOnlySpan<int> rows, int atLeast)
    {
        var counts = new int[column.Levels.Count];
        var missing = false;
        foreach (var row in rows)
            if (column[row] < 0)
                missing = true;
            else
                counts[column[row]]++;
        return ([.. column.Levels.Where((_, i) => counts[i] >= atLeast)], missing);
    }

    public static string? Problem(InputColumn input, string[] labels) =>
        input.Kind != ColumnKind.Category ? $"a category's labels are given for a {input.Kind}"
        : Array.Exists(labels, l => l is null) ? "a label is null"
        : labels.Distinct(StringComparer.Ordinal).Count() != labels.Length ? "a label stands twice in it"
        : Array.Find(labels, l => !input.Levels.Contains(l, StringComparer.Ordinal)) is { } stranger ? $"the label '{stranger}' is not among the column's" : null;
}
