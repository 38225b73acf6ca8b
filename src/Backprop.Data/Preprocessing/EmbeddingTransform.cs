using System.Text.Json.Serialization;

namespace Backprop.Data;

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
        var place = LevelMap.Of(labels, Labels, other: Other);
        for (var i = 0; i < rows.Length; i++)
        {
            var code = labels[rows[i]];
            codes[(i * stride) + offset] = CodeOf(code >= 0 ? place[code] : MissingLabel);
        }
    }

    internal override IReadOnlyList<string> Places => Labels;

    internal override int CodeOf(int place) => place >= 0 ? place + 1 : place == MissingLabel && MissingCode ? Labels.Length + 1 : 0;

    internal override string? Problem(InputColumn input) => LevelMap.Problem(input, Labels);
}
