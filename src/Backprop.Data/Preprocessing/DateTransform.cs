using System.Text.Json.Serialization;

namespace Backprop.Data;

/// <summary>
/// A date split up: the year, scaled; month, day of the week and hour each as sine and cosine of their place in the
/// cycle, so that December is near January. Parts that do not vary in the training part make no input. A missing date is
/// all zeros, with an input that says so if it ever was missing in training.
/// </summary>
public sealed record DateTransform : ColumnTransform
{
    /// <summary>Whether the year is an input.</summary>
    public required bool Year { get; init; }

    /// <summary>What is subtracted from the year.</summary>
    public required double YearCenter { get; init; }

    /// <summary>What the year is divided by.</summary>
    public required double YearScale { get; init; }

    /// <summary>Whether the month makes inputs.</summary>
    public required bool Month { get; init; }

    /// <summary>Whether the day of the week makes inputs.</summary>
    public required bool Weekday { get; init; }

    /// <summary>Whether the hour makes inputs.</summary>
    public required bool Hour { get; init; }

    /// <summary>Whether there is an input that says whether the value was missing.</summary>
    public required bool Indicator { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Features
    {
        get
        {
            var names = new List<string>();
            if (Year)
                names.Add($"{Column} year");
            foreach (var (used, part) in new[] { (Month, "month"), (Weekday, "weekday"), (Hour, "hour") })
                if (used)
                    names.AddRange([$"{Column} {part} (sin)", $"{Column} {part} (cos)"]);
            if (Indicator)
                names.Add($"{Column} (missing)");
            return names;
        }
    }

    internal static DateTransform Fit(NumberColumn column, ReadOnlySpan<int> rows, bool indicators)
    {
        var years = new List<double>();
        var months = new HashSet<int>();
        var weekdays = new HashSet<DayOfWeek>();
        var hours = new HashSet<int>();
        foreach (var row in rows)
            if (!column.IsMissing(row))
            {
                var date = DateText.Date(column[row]);
                years.Add(date.Year);
                months.Add(date.Month);
                weekdays.Add(date.DayOfWeek);
                hours.Add(date.Hour);
            }

        var (mean, deviation) = Statistics.MeanAndDeviation([.. years]);
        return new()
        {
            Column = column.Name,
            Year = deviation > 0,
            YearCenter = mean,
            YearScale = deviation > 0 ? deviation : 1,
            Month = months.Count > 1,
            Weekday = weekdays.Count > 1,
            Hour = hours.Count > 1,
            Indicator = indicators && years.Count < rows.Length,
        };
    }

    internal override void Write(Column column, ReadOnlySpan<int> rows, Span<float> features, int stride, int offset)
    {
        var numbers = (NumberColumn)column;
        var width = Features.Count;
        for (var i = 0; i < rows.Length; i++)
            WriteNumber(numbers[rows[i]], features.Slice((i * stride) + offset, width));
    }

    internal override void WriteNumber(double value, Span<float> inputs)
    {
        var missing = double.IsNaN(value);
        if (missing)
            inputs.Clear();
        else
            Parts(DateText.Date(value), inputs);
        if (Indicator)
            inputs[^1] = missing ? 1 : 0;
    }

    private void Parts(DateTime date, Span<float> row)
    {
        var at = 0;
        if (Year)
            row[at++] = (float)((date.Year - YearCenter) / YearScale);
        if (Month)
            Cycle(date.Month - 1, 12, row, ref at);
        if (Weekday)
            Cycle((int)date.DayOfWeek, 7, row, ref at);
        if (Hour)
            Cycle(date.Hour, 24, row, ref at);
    }

    private static void Cycle(int step, int steps, Span<float> row, ref int at)
    {
        var (sine, cosine) = Turn.SinCos(step, steps);
        row[at++] = (float)sine;
        row[at++] = (float)cosine;
    }

    internal override string? Problem(InputColumn input) =>
        input.Kind != ColumnKind.Date ? $"a date's figures are given for a {input.Kind}"
        : !Finite(YearCenter, YearScale) || YearScale <= 0 ? $"the year's center {YearCenter} and scale {YearScale} must be finite and the scale more than 0" : null;
}
