using System.Data.Common;
using System.Text;

namespace Backprop.Data;

/// <summary>
/// A CSV file (RFC 4180, gzip or not). Delimiter, quote, header, encoding and decimal comma are recognised; whatever is
/// set in <see cref="CsvOptions"/> is taken as told. Blank lines are passed over; every other row must have as many
/// fields as the first.
/// </summary>
public sealed class CsvSource : IDataSource
{
    private readonly string _path;
    private readonly Encoding _encoding;
    private readonly int _skip;

    /// <summary>Looks at the beginning of the file and settles how it is written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What not to guess.</param>
    /// <exception cref="DataException">The file cannot be read, is empty, or is not text.</exception>
    public CsvSource(string path, CsvOptions? options = null)
    {
        _path = path;
        (Format, _encoding, _skip) = CsvSniffer.Sniff(path, options ?? new());
    }

    /// <inheritdoc/>
    public string Name => _path;

    /// <summary>How the file is written.</summary>
    public CsvFormat Format { get; }

    /// <summary>From how many bytes on the file is first tried as <see cref="CsvBlocks"/>: below, preparing takes longer than reading.</summary>
    internal long BlocksFrom { get; init; } = 1 << 18;

    /// <summary>The file as blocks of rows, if it is of a kind that may be read so.</summary>
    internal CsvBlocks? OpenBlocks(int fields)
    {
        if (fields < 2 || _encoding.CodePage != Encoding.UTF8.CodePage || !char.IsAscii(Format.Delimiter) || !char.IsAscii(Format.Quote)
            || new FileInfo(_path).Length < BlocksFrom)
            return null;
        var stream = DataFile.Open(_path, out _);
        stream.ReadExactly(new byte[_skip]);
        return new(stream, Format, fields);
    }

    /// <summary>The file's length in bytes; 0 when it is compressed.</summary>
    internal long Length => Format.Compressed ? 0 : new FileInfo(_path).Length;

    /// <inheritdoc/>
    public DbDataReader Open()
    {
        var stream = DataFile.Open(_path, out _);
        try
        {
            DataFile.Guard(_path, () => { stream.ReadExactly(new byte[_skip]); return 0; });
            return new CsvTableReader(_path, new StreamReader(stream, _encoding, detectEncodingFromByteOrderMarks: false, 1 << 16), Format, _encoding);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
