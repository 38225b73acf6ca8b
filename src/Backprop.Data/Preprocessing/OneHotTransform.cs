using System.Text.Json.Serialization;

namespace Backprop.Data;

/// <summary>
/// A category as one 0/1 input for each label of the training part. A missing value has an input of its own if the
/// training part had one; a label that training did not see makes all of them 0.
/// </summary>
public sealed record OneHotTransform : ColumnTransform
{
    /// <summary>The labels seen in training, each with an input.</summary>
    public required string[] Labels { get; init; }

    /// <summary>Whether a missing value has an input.</summary>
    public required bool Indicator { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Features => [.. Labels.Select(l => $"{Column}={l}"), .. Indicator ? [$"{Column} (missing)"] : Array.Empty<string>()];

    internal override void Write(Column column, ReadOnlySpan<int> rows, Span<float> features, int stride, int offset)
    {
        var labels = (CategoryColumn)column;
        var place = LevelMap.Of(labels, Labels, other: -1);
        var width = Labels.Length + (Indicator ? 1 : 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = features.Slice((i * stride) + offset, width);
            row.Clear();
            var code = labels[rows[i]];
            var hot = code >= 0 ? place[code] : Indicator ? Labels.Length : -1;
            if (hot >= 0)
                row[hot] = 1;
        }
    }

    internal override string? Problem(InputColumn input) => LevelMap.Problem(input, Labels);
}

/// <summary>
/// A category as a code for a learned embedding: 0 for labels that training saw once at most (so its vector is trained,
/// too), then the labels, and the last one for a missing value if the training part had one (else that is 0, too).
/// </summary>
public sealed record EmbeddingTransform : ColumnTransform
{
    /// <summary>The labels seen at least twice in training; the first has code 1.</summary>
    public required string[] Labels { get; init; }

    /// <summary>Whether a missing value has a code of its own: the last.</summary>
    public required bool MissingCode { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override EmbeddingSpec Embedding
    {
        get
        {
            var cardinality = Labels.Length + 1 + (MissingCode ? 1 : 0);
            // Grows as the cube root: 20 labels 8, 1,000 labels 30, at most 64.
            var width = 1;
            while (width < 64 && width * width * width < 27 * cardinality)
                width++;
            return new(Column, cardinality, Math.Max(2, Math.Min(width, cardinality)));
        }
    }

    internal override void WriteCodes(Column column, ReadOnlySpan<int> rows, Span<int> codes, int stride, int offset)
    {
        var labels = (CategoryColumn)column;
        var place = LevelMap.Of(labels, Labels, other: -1);
        for (var i = 0; i < rows.Length; i++)
        {
            var code = labels[rows[i]];
            codes[(i * stride) + offset] = code >= 0 ? place[code] + 1 : MissingCode ? Labels.Length + 1 : 0;
        }
    }

    internal override string? Problem(InputColumn input) => LevelMap.Problem(input, Labels);
}

/// <summary>From a column's codes to places in a fitted list of labels.</summary>
internal static class LevelMap
{
    public static int[] Of(CategoryColumn column, string[] labels, int other)
    {
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Length; i++)
            place.Add(labels[i], i);
        return [.. column.Levels.Select(l => place.TryGetValue(l, out var at) ? at : other)];
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
