using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Backprop.Data;

/// <summary>
/// A <see cref="DbDataReader"/> that goes forward over rows and knows where it is: the base of sources of our own. A
/// derived class gives its fields (FieldCount, GetName, GetFieldType), Read,
/// GetValue, and typed getters where it can avoid boxing.
/// </summary>
#pragma warning disable CA1010 // a DbDataReader enumerates records by its own convention
public abstract class TableReader : DbDataReader
#pragma warning restore CA1010
{
    /// <summary>Where the current row stands, as messages say it: <c>line 12</c> or <c>row 11</c>.</summary>
    public abstract string Place { get; }

    /// <summary>What separates a number's whole part from its fraction in text values.</summary>
    public virtual char DecimalSeparator => '.';

    /// <summary>A value's text without a copy; valid until the next row. Only for columns of type string.</summary>
    public virtual ReadOnlySpan<char> GetText(int ordinal) => GetString(ordinal);

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <inheritdoc/>
    public override int Depth => 0;

    /// <inheritdoc/>
    public override bool HasRows => true;

    /// <inheritdoc/>
    public override bool IsClosed => false;

    /// <inheritdoc/>
    public override int RecordsAffected => -1;

    /// <inheritdoc/>
    public override bool NextResult() => false;

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => GetFieldType(ordinal).Name;

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public abstract override Type GetFieldType(int ordinal);

    /// <inheritdoc/>
    public override int GetOrdinal(string name)
    {
        for (var i = 0; i < FieldCount; i++)
            if (GetName(i) == name)
                return i;
        throw new ArgumentOutOfRangeException(nameof(name), name, "there is no such column");
    }

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
            values[i] = GetValue(i);
        return count;
    }

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => GetValue(ordinal) is DBNull;

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => (bool)GetValue(ordinal);

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => (byte)GetValue(ordinal);

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => (char)GetValue(ordinal);

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => (DateTime)GetValue(ordinal);

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => (decimal)GetValue(ordinal);

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => (double)GetValue(ordinal);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => (float)GetValue(ordinal);

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => (Guid)GetValue(ordinal);

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => (short)GetValue(ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => (int)GetValue(ordinal);

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);

    /// <inheritdoc/>
    public override string GetString(int ordinal) => Convert.ToString(GetValue(ordinal), CultureInfo.InvariantCulture) ?? "";

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException("columns of bytes are not read in pieces");

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
    {
        var text = GetString(ordinal);
        if (buffer is null)
            return text.Length;
        var count = (int)Math.Min(length, Math.Max(0, text.Length - dataOffset));
        text.AsSpan((int)dataOffset, count).CopyTo(buffer.AsSpan(bufferOffset));
        return count;
    }
}
