using System.Text.Json.Serialization;

namespace Backprop.Data;

/// <summary>
/// A number by its rank: a table of values and the standard normal numbers of their ranks, straight lines between,
/// constant beyond both ends. A missing one is taken as the median.
/// </summary>
public sealed record QuantileTransform : ColumnTransform
{
    private const int Points = 1000;

    /// <summary>Values of the training part, rising.</summary>
    public required double[] Values { get; init; }

    /// <summary>The standard normal number of each value's rank, rising.</summary>
    public required double[] Normals { get; init; }

    /// <summary>What a missing value is taken as.</summary>
    public required double Fill { get; init; }

    /// <summary>Whether there is an input that says whether the value was missing.</summary>
    public required bool Indicator { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Features => Indicator ? [Column, $"{Column} (missing)"] : [Column];

    /// <summary>Fits the table on the training part's values, NaN where missing, of which one at least is there.</summary>
    internal static QuantileTransform Fit(string column, double[] values, bool indicators)
    {
        var present = Statistics.Present(values);
        var table = new List<(double Value, double Normal)>();
        var last = -1;
        for (var first = 0; first < present.Length;)
        {
            // Equal values share the middle of their ranks.
            var end = first;
            while (end < present.Length && present[end] == present[first])
                end++;
            // At most one point in each of a thousand stretches of ranks; both ends always.
            var stretch = (int)((long)first * Points / present.Length);
            if (stretch != last || end == present.Length)
                table.Add((present[first], NormalDistribution.Quantile((first + end) / 2.0 / present.Length)));
            last = stretch;
            first = end;
        }

        return new()
        {
            Column = column,
            Values = [.. table.Select(t => t.Value)],
            Normals = [.. table.Select(t => t.Normal)],
            Fill = Statistics.Quantile(present, 0.5),
            Indicator = indicators && present.Length < values.Length,
        };
    }

    internal override void Write(Column column, ReadOnlySpan<int> rows, Span<float> features, int stride, int offset)
    {
        var numbers = (NumberColumn)column;
        for (var i = 0; i < rows.Length; i++)
            WriteNumber(numbers[rows[i]], features[((i * stride) + offset)..]);
    }

    internal override void WriteNumber(double value, Span<float> inputs)
    {
        var missing = double.IsNaN(value);
        inputs[0] = (float)Normal(missing ? Fill : value);
        if (Indicator)
            inputs[1] = missing ? 1 : 0;
    }

    private double Normal(double value)
    {
        var at = Array.BinarySearch(Values, value);
        if (at >= 0)
            return Normals[at];
        at = ~at;
        if (at == 0)
            return Normals[0];
        if (at == Values.Length)
            return Normals[^1];
        var part = (value - Values[at - 1]) / (Values[at] - Values[at - 1]);
        return Normals[at - 1] + (part * (Normals[at] - Normals[at - 1]));
    }

    internal override string? Problem(InputColumn input)
    {
        if (input.Kind != ColumnKind.Number)
            return $"a number's figures are given for a {input.Kind}";
        if (Values.Length == 0 || Values.Length != Normals.Length || !Finite(Values) || !Finite(Normals) || !double.IsFinite(Fill))
            return $"its table has {Values.Length} values and {Normals.Length} ranks, which must be as many, at least 1, and finite";
        for (var i = 1; i < Values.Length; i++)
            if (Values[i] <= Values[i - 1] || Normals[i] < Normals[i - 1])
                return "its table does not rise";
        return null;
    }
}
