namespace Backprop.Data;

/// <summary>
/// Text on its way into the CSV reader, which takes memory by the square of a line's fields: a line of more fields than a
/// table may have columns is told before it gets there.
/// </summary>
internal sealed class LineGuard(string path, TextReader text, char delimiter) : TextReader
{
    /// <summary>The most columns of a CSV file: a picture of 128 × 128 and some more.</summary>
    public const int MostColumns = 16_400;

    private int _delimiters; // of the line that the text read so far ends in

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        var count = text.Read(buffer);
        Check(buffer[..count]);
        return count;
    }

    public override int ReadBlock(Span<char> buffer)
    {
        var count = text.ReadBlock(buffer);
        Check(buffer[..count]);
        return count;
    }

    public override int ReadBlock(char[] buffer, int index, int count) => ReadBlock(buffer.AsSpan(index, count));

    public override int Read()
    {
        var read = text.Read();
        if (read >= 0)
            Check([(char)read]);
        return read;
    }

    public override int Peek() => text.Peek();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<char> read)
    {
        // Nearly always the whole piece has few enough.
        var all = read.Count(delimiter);
        while (_delimiters + all >= MostColumns && read.IndexOfAny('\n', '\r') is >= 0 and var end)
        {
            var line = read[..end].Count(delimiter);
            Add(line);
            (_delimiters, all) = (0, all - line);
            read = read[(end + 1)..];
        }

        if (read.LastIndexOfAny('\n', '\r') is >= 0 and var last)
            (_delimiters, all) = (0, read[(last + 1)..].Count(delimiter));
        Add(all);
    }

    private void Add(int delimiters)
    {
        _delimiters += delimiters;
        if (_delimiters >= MostColumns)
            throw new DataException(path, null, null, $"has a line of more than {MostColumns} fields: leave columns out, or is '{delimiter}' not what separates fields?");
    }
}
