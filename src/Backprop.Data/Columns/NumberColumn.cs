using System.Numerics;
using System.Runtime.CompilerServices;

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

    internal NumberColumn(string name, byte[] values, int count) : base(name) => (_bytes, Count) = (values, count);

    /// <summary>From values, NaN where missing.</summary>
    public NumberColumn(string name, double[] values) : this(name, values, values.Length) { }

    /// <summary>From the first values of an array, NaN where missing.</summary>
    internal NumberColumn(string name, double[] values, int count) : base(name)
    {
        Count = count;
        if (AreFloats(values.AsSpan(0, count)))
        {
            _floats = GC.AllocateUninitializedArray<float>(count);
            for (var i = 0; i < _floats.Length; i++)
                _floats[i] = (float)values[i];
        }
        else
            _doubles = values;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>The value of a row, NaN when missing.</summary>
    public double this[int row] => _bytes is not null ? _bytes[row] : _floats is not null ? _floats[row] : _doubles![row];

    /// <summary>Whether all values are whole numbers from 0 to 255, kept as bytes: no value is missing.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _bytes is null ? 0 : Count);

    /// <summary>The values if they are kept as floats.</summary>
    internal ReadOnlySpan<float> Floats => _floats.AsSpan(0, _floats is null ? 0 : Count);

    /// <summary>The values if they are kept as doubles.</summary>
    internal ReadOnlySpan<double> Doubles => _doubles.AsSpan(0, _doubles is null ? 0 : Count);

    /// <summary>The values of some rows, in their order.</summary>
    public double[] Values(ReadOnlySpan<int> rows)
    {
        var values = GC.AllocateUninitializedArray<double>(rows.Length);
        if (_doubles is not null)
            Gather<double>(_doubles, rows, values);
        else if (_floats is not null)
            Gather<float>(_floats, rows, values);
        else
            Gather<byte>(_bytes!, rows, values);
        return values;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather<T>(T[] from, ReadOnlySpan<int> rows, double[] into)
        where T : unmanaged, INumberBase<T>
    {
        for (var i = 0; i < rows.Length; i++)
            into[i] = double.CreateTruncating(from[rows[i]]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreFloats(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if ((float)value != value && !double.IsNaN(value))
                return false;
        return true;
    }

    /// <summary>The least and the largest value of some rows; NaN if one is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal (double Least, double Most) Range(ReadOnlySpan<int> rows)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        if (_bytes is null)
        {
            foreach (var row in rows)
                (least, most) = (Math.Min(least, this[row]), Math.Max(most, this[row]));
            return (least, most);
        }

        int low = 256, high = -1;
        foreach (var row in rows)
            (low, high) = (Math.Min(low, _bytes[row]), Math.Max(high, _bytes[row]));
        return high < 0 ? (least, most) : (low, high);
    }

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _bytes is null && double.IsNaN(this[row]);

    /// <inheritdoc/>
    public override string Text(int row) => IsMissing(row) ? "" : NumberText.Format(this[row]);
}
