using System.Globalization;

namespace Backprop.Data;

/// <summary>One column of objects on its way into the network's inputs.</summary>
internal abstract class RowColumn<T>(string name)
{
    public string Name => name;

    /// <summary>Where its dense inputs begin in a row, and how many there are.</summary>
    public required int Offset { get; init; }

    /// <summary>See <see cref="Offset"/>.</summary>
    public required int Width { get; init; }

    /// <summary>Where its code lies, if it has one; else negative.</summary>
    public required int CodeOffset { get; init; }

    /// <summary>Writes a row's inputs.</summary>
    /// <param name="item">The row.</param>
    /// <param name="inputs">All inputs of the row.</param>
    /// <param name="row">The row's number for messages, from 1; 0 if it is the only one.</param>
    public abstract void Write(T item, Span<float> inputs, int row);

    /// <summary>An error's place.</summary>
    protected static string? Place(int row) => row == 0 ? null : "row " + row.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A number.</summary>
internal sealed class NumberRowColumn<T>(Func<T, double> value, ColumnTransform transform, MissingTokens missing) : RowColumn<T>(transform.Column)
{
    public override void Write(T item, Span<float> inputs, int row)
    {
        var number = value(item);
        if (missing.Contains(number))
            number = double.NaN;
        else if (double.IsInfinity(number))
            throw LayoutReader.NotFinite(typeof(T).Name, Place(row), Name, NumberText.Format(number));
        transform.WriteNumber(number, inputs.Slice(Offset, Width));
    }
}

/// <summary>A date, or the text of one.</summary>
internal sealed class DateRowColumn<T>(ObjectColumn<T> column, ColumnTransform transform, string family, MissingTokens missing) : RowColumn<T>(transform.Column)
{
    public override void Write(T item, Span<float> inputs, int row) => transform.WriteNumber(
        column.Number is { } number ? number(item) : Parse(column.Text!(item), row), inputs.Slice(Offset, Width));

    private double Parse(string? text, int row)
    {
        text = text?.Trim();
        if (text is null || missing.Contains(text))
            return double.NaN;
        return DateText.TryParse(text, family, out var seconds) || DateText.TryParse(text, "iso", out seconds)
            ? seconds
            : throw LayoutReader.NotADate(typeof(T).Name, Place(row), Name, family, text);
    }
}

/// <summary>A label: a category or a boolean, whatever type it has.</summary>
internal sealed class LabelRowColumn<T>(ObjectColumn<T> column, InputColumn input, LabelCodes codes, ColumnTransform transform, MissingTokens missing)
    : RowColumn<T>(transform.Column)
{
    // From a label's number in the column to its place in the transform; a boolean's two are the same.
    private readonly int[]? _places = input.Kind == ColumnKind.Boolean ? null : LevelMap.Of(input.Levels, transform.Places, ColumnTransform.Other);

    public override void Write(T item, Span<float> inputs, int row)
    {
        var place = Place(item, row);
        if (Width > 0)
            transform.WriteLabel(place, inputs.Slice(Offset, Width));
        if (CodeOffset >= 0)
            inputs[CodeOffset] = transform.CodeOf(place);
    }

    private int Place(T item, int row)
    {
        if (column.Number is not { } number)
            return column.Text!(item) is { } text ? Place(text.AsSpan().Trim(), row) : ColumnTransform.MissingLabel;
        var value = number(item);
        if (double.IsNaN(value))
            return ColumnTransform.MissingLabel;
        if (column.Holds == ObjectValues.Booleans)
            return Place(value == 1 ? "true" : "false", row);
        Span<char> digits = stackalloc char[32];
        value.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture);
        return Place(digits[..length], row);
    }

    private int Place(ReadOnlySpan<char> text, int row)
    {
        text = LabelText.Canonical(text, '.');
        if (missing.Contains(text))
            return ColumnTransform.MissingLabel;
        var code = codes.Of(text, '.');
        if (code != LabelCodes.Unseen)
            return _places is null ? code : _places[code];
        return _places is null ? throw LayoutReader.UnknownLabel(typeof(T).Name, Place(row), Name, input.Levels, text.ToString()) : ColumnTransform.Other;
    }
}
