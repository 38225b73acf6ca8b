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
        var place = LevelMap.Of(labels, Labels, other: Other);
        var width = Labels.Length + (Indicator ? 1 : 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var code = labels[rows[i]];
            WriteLabel(code >= 0 ? place[code] : MissingLabel, features.Slice((i * stride) + offset, width));
        }
    }

    internal override IReadOnlyList<string> Places => Labels;

    internal override void WriteLabel(int place, Span<float> inputs)
    {
        inputs.Clear();
        var hot = place == MissingLabel && Indicator ? Labels.Length : place;
        if (hot >= 0)
            inputs[hot] = 1;
    }

    internal override string? Problem(InputColumn input) => LevelMap.Problem(input, Labels);
}
