using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sylvan.Data.Csv;

namespace Backprop.Data;

/// <summary>Rows of a CSV file, all of them checked for their number of fields, with the line each begins in.</summary>
internal sealed class CsvTableReader : TableReader
{
    private readonly string _path;
    private readonly CsvDataReader _csv;
    private readonly Encoding _encoding;
    private readonly string[] _names;
    private readonly bool _header;
    private bool _pending; // the first row was read to learn the columns, and is data
    private long _line;    // where the current row begins
    private long _next = 1;

    public CsvTableReader(string path, StreamReader text, CsvFormat format, Encoding encoding)
    {
        _path = path;
        _encoding = encoding;
        _header = format.Header;
        DecimalSeparator = format.Decimal;
        _csv = Guarded(() => CsvDataReader.Create(new LineGuard(path, text, format.Delimiter), new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = format.Delimiter,
            Quote = format.Quote,
            Escape = format.Quote,
            Comment = '\0',
            BufferSize = 1 << 17,
            MaxBufferSize = 1 << 22,
            ResultSetMode = ResultSetMode.SingleResult,
            OwnsReader = true,
            Culture = CultureInfo.InvariantCulture,
        }));
        if (!NextRow())
            throw new DataException(path, null, null, "is empty, expected a header row and rows of data");
        _names = new string[_csv.RowFieldCount];
        for (var i = 0; i < _names.Length; i++)
        {
            var name = _header ? _csv.GetFieldSpan(i).Trim().ToString() : "";
            _names[i] = name.Length > 0 ? name : "column_" + (i + 1).ToString(CultureInfo.InvariantCulture);
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _names.Length; i++)
            if (!seen.TryAdd(_names[i], i))
                throw new DataException(path, $"line {_line}", _names[i], $"this name stands at field {seen[_names[i]] + 1} and again at field {i + 1}: give each column a name of its own");
        _pending = !_header;
    }

    public override string Place => "line " + _line.ToString(CultureInfo.InvariantCulture);

    public override char DecimalSeparator { get; }

    public override int FieldCount => _names.Length;

    public override string GetName(int ordinal) => _names[ordinal];

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => typeof(string);

    public override ReadOnlySpan<char> GetText(int ordinal) => _csv.GetFieldSpan(ordinal);

    public override string GetString(int ordinal) => _csv.GetFieldSpan(ordinal).ToString();

    public override object GetValue(int ordinal) => GetString(ordinal);

    public override bool IsDBNull(int ordinal) => false;

    public override bool Read()
    {
        if (_pending)
        {
            _pending = false;
            return true;
        }

        if (!NextRow())
            return false;
        var count = _csv.RowFieldCount;
        if (count != _names.Length)
            throw new DataException(_path, Place, null,
                $"expected {_names.Length} fields as in {(_header ? "the header" : "the first row")}, found {count}{Excerpt()}");
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _csv.Dispose();
        base.Dispose(disposing);
    }

    // Blank lines are no rows.
    private bool NextRow()
    {
        while (true)
        {
            _line = _next;
            bool read;
            try
            {
                read = _csv.Read();
            }
            catch (Exception e) when (Explain(e) is { } told)
            {
                throw told;
            }

            if (!read)
                return false;
            var raw = _csv.GetRawRecordSpan();
            var feeds = raw.Count('\n');
            // Old Mac line ends are single carriage returns.
            _next += feeds > 0 ? feeds : raw.Count('\r');
            if (_csv.RowFieldCount > 1 || !raw.IsWhiteSpace())
                return true;
        }
    }

    private string Excerpt()
    {
        var raw = _csv.GetRawRecordSpan().TrimEnd();
        return $": {(raw.Length <= 60 ? raw : string.Concat(raw[..57], "..."))}";
    }

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (Explain(e) is { } told)
        {
            throw told;
        }
    }

    private DataException? Explain(Exception e) => e switch
    {
        DataException => null,
        DecoderFallbackException => CsvSniffer.NotDecodable(_path, _encoding, e),
        CsvRecordTooLargeException => new(_path, Place, null, "a row of more than 4 million characters begins here: is a closing quote missing?", e),
        CsvFormatException => new(_path, Place, null, $"a quoted field begins in this row and is not closed properly: {e.Message} A quote inside a quoted field is written twice", e),
        InvalidDataException damaged => DataFile.Damaged(_path, damaged),
        IOException => new(_path, Place, null, $"cannot be read: {e.Message}", e),
        _ => null,
    };
}
