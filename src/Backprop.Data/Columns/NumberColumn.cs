namespace Backprop.Data;

/// <summary>
/// A column of numbers, NaN where missing; dates are seconds since 0001-01-01. Kept as bytes, floats or doubles,
/// whichever is the smallest that holds every value exactly.
/// </summary>
public sealed class NumberColumn : Column
{
    private readonly byte[]? _bytes;
    private readonly float[]? _floats;
    private readonly double[]? _doubles;

    internal NumberColumn(string name, byte[] values) : base(name) => _bytes = values;

    /// <summary>From values, NaN where missing.</summary>
    public NumberColumn(string name, double[] values) : base(name)
    {
        if (Array.TrueForAll(values, v => double.IsNaN(v) || (float)v == v))
            _floats = Array.ConvertAll(values, v => (float)v);
        else
            _doubles = values;
    }

    /// <inheritdoc/>
    public override int Count => _bytes?.Length ?? _floats?.Length ?? _doubles!.Length;

    /// <summary>The value of a row, NaN when missing.</summary>
    public double this[int row] => _bytes is not null ? _bytes[row] : _floats is not null ? _floats[row] : _doubles![row];

    /// <summary>Whether all values are whole numbers from 0 to 255, kept as bytes: no value is missing.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The values of some rows, in their order.</summary>
    public double[] Values(ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            values[i] = this[rows[i]];
        return values;
    }

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _bytes is null && double.IsNaN(this[row]);

    /// <inheritdoc/>
    public override string Text(int row) => IsMissing(row) ? "" : NumberText.Format(this[row]);
}
