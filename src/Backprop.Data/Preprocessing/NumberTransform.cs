using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Backprop.Data;

/// <summary>
/// A number: <c>(x − Center) / Scale</c>; a missing one is taken as the training part's median. A second input says with
/// 1 that it was missing, if it ever was in training.
/// </summary>
public sealed record NumberTransform : ColumnTransform
{
    /// <summary>What is subtracted.</summary>
    public required double Center { get; init; }

    /// <summary>What is divided by, more than 0.</summary>
    public required double Scale { get; init; }

    /// <summary>What a missing value is taken as.</summary>
    public required double Fill { get; init; }

    /// <summary>Whether there is an input that says whether the value was missing.</summary>
    public required bool Indicator { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Features => Indicator ? [Column, $"{Column} (missing)"] : [Column];

    /// <summary>Fits the figures on the training part's values, NaN where missing, of which one at least is there.</summary>
    internal static NumberTransform Fit(string column, double[] values, Scaling scaling, bool indicators)
    {
        var present = Statistics.Unsorted(values, out var bytes);
        if (bytes)
            present = Statistics.Present(values); // counted, not sorted
        double Quantile(double part) => bytes ? Statistics.Quantile(present, part) : Statistics.QuantileOf(present, part);
        var median = Quantile(0.5);
        var (center, scale) = scaling switch
        {
            Scaling.Standard => Statistics.MeanAndDeviation(values),
            Scaling.MinMax => (Quantile(0), Quantile(1) - Quantile(0)),
            Scaling.Robust => (median, Quantile(0.75) - Quantile(0.25)),
            _ => (0, 1),
        };
        if (scaling == Scaling.Robust && scale == 0)
            scale = Statistics.MeanAndDeviation(values).Deviation; // more than half of the values are equal
        return new()
        {
            Column = column,
            Center = center,
            Scale = scale > 0 && double.IsFinite(scale) ? scale : 1,
            Fill = median,
            Indicator = indicators && present.Length < values.Length,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Write(Column column, ReadOnlySpan<int> rows, Span<float> features, int stride, int offset)
    {
        var numbers = (NumberColumn)column;
        var (center, scale, fill, indicator) = (Center, Scale, Fill, Indicator);
        if (!numbers.Bytes.IsEmpty && rows.Length >= 512)
        {
            WriteBytes(numbers.Bytes, rows, features, stride, offset);
            return;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var value = numbers[rows[i]];
            var missing = double.IsNaN(value);
            features[(i * stride) + offset] = (float)(((missing ? fill : value) - center) / scale);
            if (indicator)
                features[(i * stride) + offset + 1] = missing ? 1 : 0;
        }
    }

    internal override void WriteNumber(double value, Span<float> inputs)
    {
        var missing = double.IsNaN(value);
        inputs[0] = (float)(((missing ? Fill : value) - Center) / Scale);
        if (Indicator)
            inputs[1] = missing ? 1 : 0;
    }

    // Pixels: no more than 256 values, each made once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteBytes(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> rows, Span<float> features, int stride, int offset)
    {
        Span<float> table = stackalloc float[256];
        for (var value = 0; value < table.Length; value++)
            table[value] = (float)((value - Center) / Scale);
        for (int i = 0, at = offset; i < rows.Length; i++, at += stride)
        {
            features[at] = table[bytes[rows[i]]];
            if (Indicator)
                features[at + 1] = 0;
        }
    }

    internal override string? Problem(InputColumn input) =>
        input.Kind != ColumnKind.Number ? $"a number's figures are given for a {input.Kind}"
        : !Finite(Center, Scale, Fill) || Scale <= 0 ? $"center {Center}, scale {Scale} and fill {Fill} must be finite and the scale more than 0" : null;
}
