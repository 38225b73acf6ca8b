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
