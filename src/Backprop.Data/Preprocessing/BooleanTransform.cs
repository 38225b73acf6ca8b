using System.Text.Json.Serialization;

namespace Backprop.Data;

/// <summary>A boolean as 0 or 1; a missing one is taken as the more frequent, and a second input says so if it ever was missing in training.</summary>
public sealed record BooleanTransform : ColumnTransform
{
    /// <summary>What a missing value is taken as: 0 or 1.</summary>
    public required int Fill { get; init; }

    /// <summary>Whether there is an input that says whether the value was missing.</summary>
    public required bool Indicator { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Features => Indicator ? [Column, $"{Column} (missing)"] : [Column];

    internal static BooleanTransform Fit(CategoryColumn column, ReadOnlySpan<int> rows, bool indicators)
    {
        int trues = 0, falses = 0;
        foreach (var row in rows)
        {
            trues += column[row] == 1 ? 1 : 0;
            falses += column[row] == 0 ? 1 : 0;
        }

        return new() { Column = column.Name, Fill = trues > falses ? 1 : 0, Indicator = indicators && trues + falses < rows.Length };
    }

    internal override void Write(Column column, ReadOnlySpan<int> rows, Span<float> features, int stride, int offset)
    {
        var labels = (CategoryColumn)column;
        for (var i = 0; i < rows.Length; i++)
            WriteLabel(labels[rows[i]], features[((i * stride) + offset)..]);
    }

    internal override void WriteLabel(int place, Span<float> inputs)
    {
        inputs[0] = place is 0 or 1 ? place : Fill;
        if (Indicator)
            inputs[1] = place < 0 ? 1 : 0;
    }

    internal override string? Problem(InputColumn input) =>
        input.Kind != ColumnKind.Boolean ? $"a boolean's figures are given for a {input.Kind}" : Fill is not (0 or 1) ? $"its fill {Fill} is not 0 or 1" : null;
}
