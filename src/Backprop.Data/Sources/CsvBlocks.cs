using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Backprop.Data;

/// <summary>
/// Plain CSV in UTF-8 as blocks of whole rows with the places where fields end: what large files are read by. It never
/// explains: whatever is not plain, or wrong, ends it, and the careful reader (<see cref="CsvTableReader"/>) reads the
/// file from its beginning.
/// </summary>
internal sealed class CsvBlocks : IDisposable
{
    private const int BlockBytes = 1 << 17;
    private const int MostBytes = 1 << 21;

    /// <summary>What may be read behind a block.</summary>
    private const int Padding = CsvMarks.Stride + NumberBytes.Padding + TextCodes.MostBytes;

    private readonly Stream _stream;
    private readonly CsvFormat _format;
    private readonly int _fields;
    private byte[] _bytes = new byte[BlockBytes + Padding];
    private int[] _ends = new int[BlockBytes + Padding];
    private int[] _rows = new int[BlockBytes + Padding];
    private int[] _starts = new int[BlockBytes / 16];
    private int _kept;      // bytes of an unfinished row, at the beginning of what is read next
    private int _used;      // bytes of the whole rows of this block, header and blank lines included
    private long _line = 1; // where the block begins
    private bool _ended;
    private bool _header;

    public CsvBlocks(Stream stream, CsvFormat format, int fields) => (_stream, _format, _fields, _header) = (stream, format, fields, format.Header);

    /// <summary>Whether the rest cannot be read by this class.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>Whole rows of this block.</summary>
    public int Rows { get; private set; }

    /// <summary>The block's text; some bytes can be read behind it.</summary>
    public byte[] Bytes => _bytes;

    /// <summary>Where fields end, row after row.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Rows * _fields);

    /// <summary>Where rows begin.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Rows);

    /// <summary>How many bytes the rows of this block have.</summary>
    public int Length => _used;

    /// <summary>Where a row stands, as messages say it.</summary>
    public string Place(int row) => "line " + (_line + _bytes.AsSpan(0, _starts[row]).Count((byte)'\n')).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads on; false at the end, or when it <see cref="GaveUp"/>.</summary>
    public bool Read()
    {
        while (!GaveUp)
        {
            _line += _bytes.AsSpan(0, _used).Count((byte)'\n');
            _bytes.AsSpan(_used, _kept).CopyTo(_bytes);
            _used = 0;
            var count = _kept + Fill(_bytes.AsSpan(_kept, _bytes.Length - Padding - _kept));
            if (count == 0)
                return false;
            if (_ended && _bytes[count - 1] != '\n')
                _bytes[count++] = (byte)'\n';
            var found = CsvMarks.Find(ref _bytes[0], count, (byte)_format.Delimiter, (byte)_format.Quote, _ends, _rows);
            if (found.Odd || (found.Rows == 0 && _ended))
                return GiveUp();
            if (found.Rows == 0)
            {
                // A row longer than the block.
                _kept = count;
                if (_bytes.Length >= MostBytes)
                    return GiveUp();
                Grow();
                continue;
            }

            _used = _ends[_rows[found.Rows - 1] - 1] + 1;
            _kept = count - _used;
            if ((_ended && _kept > 0) || !Utf8.IsValid(_bytes.AsSpan(0, _used)) || !Align(found.Rows))
                return GiveUp();
            if (Rows > 0)
                return true;
        }

        return false;
    }

    public void Dispose() => _stream.Dispose();

    private int Fill(Span<byte> into)
    {
        if (_ended)
            return 0;
        var count = _stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        _ended = count < into.Length;
        return count;
    }

    private void Grow()
    {
        var size = _bytes.Length * 4;
        Array.Resize(ref _bytes, size);
        _ends = new int[size];
        _rows = new int[size];
    }

    // Each line must be a row of the fields expected, or blank.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Align(int lines)
    {
        if (_starts.Length < lines)
            _starts = new int[Math.Max(lines, 2 * _starts.Length)];
        Rows = 0;
        int first = 0, start = 0;
        for (var line = 0; line < lines; line++)
        {
            var (next, end) = (_rows[line], _ends[_rows[line] - 1]);
            if (next - first == _fields)
            {
                if (_header)
                    _header = false;
                else
                {
                    if (first != Rows * _fields)
                        _ends.AsSpan(first, _fields).CopyTo(_ends.AsSpan(Rows * _fields));
                    _starts[Rows++] = start;
                }
            }
            else if (next - first > 1 || _bytes.AsSpan(start, end - start).ContainsAnyExcept((byte)' ', (byte)'\r', (byte)'\t'))
                return false;
            (first, start) = (next, end + 1);
        }

        return true;
    }

    private bool GiveUp()
    {
        GaveUp = true;
        Rows = 0;
        return false;
    }
}
