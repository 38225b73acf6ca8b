using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Backprop.Data;

/// <summary>Whole blocks of CSV text at once, a column at a time: the same values as field by field.</summary>
internal sealed partial class ColumnBuilder
{
    private TextCodes? _known;
    private CsvBlocks? _block;
    private int _row;
    private Func<string>? _place;
    private int _expected;

    /// <summary>The column's fields of a block.</summary>
    /// <param name="block">Whole rows.</param>
    /// <param name="fields">Fields of a row.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="expected">Rows of the whole file, about: for how many memory is taken at once.</param>
    public void Add(CsvBlocks block, int fields, CsvFormat format, int expected)
    {
        (_block, _expected, Separator) = (block, expected, format.Decimal);
        _place ??= () => _block.Place(_row);
        for (_row = 0; _row < block.Rows; _row++)
        {
            _row = _dictionary is null ? AddNumbers(block, _row, fields, format) : AddLabels(block, _row, fields, format);
            if (_row == block.Rows)
                break;
            // What is no plain number, or too long or rare to be known: as it would be read by itself.
            var (start, end) = Field(block, _row, fields);
            AddText(block, start, end, format);
        }
    }

    // Numbers up to a field that is none; the row where it stopped.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddNumbers(CsvBlocks block, int row, int fields, CsvFormat format)
    {
        var ends = block.Ends;
        var starts = block.Starts;
        var (ordinal, decimalPoint, quote, checks) = (Ordinal, (byte)format.Decimal, (byte)format.Quote, _missing.HasNumbers);
        ref var text = ref block.Bytes[0];
        for (; row < starts.Length; row++)
        {
            var place = (row * fields) + ordinal;
            var start = ordinal == 0 ? starts[row] : ends[place - 1] + 1;
            var end = ends[place];
            while (end > start && IsSpace(Unsafe.Add(ref text, end - 1)))
                end--;
            while (start < end && IsSpace(Unsafe.Add(ref text, start)))
                start++;
            if (start == end)
            {
                AddMissing();
                continue;
            }

            if (Unsafe.Add(ref text, start) == quote && end - start > 2)
                (start, end) = (start + 1, end - 1);
            if (!NumberBytes.TryParse(ref text, start, end, decimalPoint, out var value) || (checks && _missing.Contains(value)))
                return row;
            NumberCount++;
            if (_bytes is null)
            {
                if ((uint)Count < (uint)_doubles.Length)
                    _doubles[Count++] = value;
                else
                    Append(value);
            }
            else if ((int)value is >= 0 and <= 255 and var small && small == value && (uint)Count < (uint)_bytes.Length)
                _bytes[Count++] = (byte)small;
            else
                Append(value);
        }

        return row;
    }

    // Labels up to one that cannot be kept; the row where it stopped.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddLabels(CsvBlocks block, int row, int fields, CsvFormat format)
    {
        var known = _known ??= new();
        for (; row < block.Rows; row++)
        {
            var (start, end) = Field(block, row, fields);
            ref var text = ref block.Bytes[start];
            if (known.TryGet(ref text, end - start, out var slot, out var code))
            {
                if (code < 0)
                    MissingCount++;
                if ((uint)Count < (uint)_codes.Length)
                    _codes[Count++] = code;
                else
                    AppendCode(code);
            }
            else if (slot >= 0)
            {
                _row = row;
                AddText(block, start, end, format);
                known.Keep(ref text, end - start, slot, _codes[Count - 1]);
            }
            else
                return row;
        }

        return row;
    }

    private static bool IsSpace(byte c) => c == ' ' || (uint)(c - '\t') <= '\r' - '\t';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Start, int End) Field(CsvBlocks block, int row, int fields)
    {
        var place = (row * fields) + Ordinal;
        var start = Ordinal == 0 ? block.Starts[row] : block.Ends[place - 1] + 1;
        var end = block.Ends[place];
        while (end > start && block.Bytes[end - 1] == '\r')
            end--; // before a line feed
        return (start, end);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddText(CsvBlocks block, int start, int end, CsvFormat format)
    {
        ReadOnlySpan<byte> field = block.Bytes.AsSpan(start, end - start);
        var quote = (byte)format.Quote;
        char[]? rented = null;
        var chars = field.Length <= 512 ? stackalloc char[field.Length] : rented = ArrayPool<char>.Shared.Rent(field.Length);
        int count;
        if (field.Length > 1 && field[0] == quote)
        {
            count = Encoding.UTF8.GetChars(field[1..^1], chars);
            // Doubled quotes stand for one.
            var to = 0;
            for (var i = 0; i < count; i++, to++)
            {
                chars[to] = chars[i];
                i += chars[i] == format.Quote ? 1 : 0;
            }

            count = to;
        }
        else
            count = Encoding.UTF8.GetChars(field, chars);
        Add(chars[..count], format.Decimal, _place!);
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
    }
}
