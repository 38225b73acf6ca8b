using System.Text;

namespace Backprop.Data;

/// <summary>Recognises how a CSV file is written from its first quarter of a megabyte.</summary>
internal static class CsvSniffer
{
    private const int SampleBytes = 1 << 18;

    // In the order they win ties: a comma is the most common, but also a decimal separator and part of texts.
    private static readonly char[] Delimiters = ['\t', ';', '|', ','];

    private static readonly (byte[] Magic, string What)[] Foreign =
    [
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive or an Excel workbook: save it as CSV"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook: save it as CSV"),
        ("SQLite format 3"u8.ToArray(), "an SQLite database: open it with DbSource and a query"),
        ("PAR1"u8.ToArray(), "a Parquet file"),
        ("%PDF"u8.ToArray(), "a PDF document"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd: only gzip is unpacked"),
        ([0x42, 0x5A, 0x68], "compressed with bzip2: only gzip is unpacked"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed with xz: only gzip is unpacked"),
    ];

    /// <summary>The format, the encoding to read with, and how many bytes of mark to skip.</summary>
    public static (CsvFormat Format, Encoding Encoding, int Skip) Sniff(string path, CsvOptions options)
    {
        bool compressed = false, whole = false;
        var bytes = DataFile.Guard(path, () =>
        {
            using var stream = DataFile.Open(path, out compressed);
            var buffer = new byte[SampleBytes];
            var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            whole = count < buffer.Length;
            return buffer.AsSpan(0, count).ToArray();
        });
        if (bytes.Length == 0)
            throw new DataException(path, null, null, "is empty, expected a header row and rows of data");
        foreach (var (magic, what) in Foreign)
            if (bytes.AsSpan().StartsWith(magic))
                throw new DataException(path, null, null, $"is not a CSV file but {what}");
        var (encoding, skip) = EncodingOf(bytes, options.Encoding, whole);
        var text = Decode(path, bytes.AsSpan(skip), encoding, whole);
        if (options.Encoding is null)
            RefuseJunk(path, text);
        if (string.IsNullOrWhiteSpace(text))
            throw new DataException(path, null, null, "is empty, expected a header row and rows of data");

        var quote = options.Quote ?? QuoteOf(text);
        var delimiter = options.Delimiter ?? DelimiterOf(text, quote, whole);
        var records = Records(text, delimiter, quote, whole, int.MaxValue);
        var point = options.Decimal ?? DecimalOf(records, delimiter);
        var header = options.Header ?? HasHeader(records, point);
        if (point is not ('.' or ','))
            throw new DataException(path, null, null, $"the decimal separator must be '.' or ',' but is '{point}'");
        if (point == delimiter || delimiter == quote)
            throw new DataException(path, null, null, $"delimiter '{delimiter}', quote '{quote}' and decimal separator '{point}' must differ");
        return (new(delimiter, quote, point, header, encoding.WebName.ToUpperInvariant(), compressed), encoding, skip);
    }

    private static (Encoding Encoding, int Skip) EncodingOf(byte[] bytes, Encoding? told, bool whole)
    {
        Encoding[] marked =
        [
            new UTF8Encoding(true, true), new UTF32Encoding(false, true, true), new UTF32Encoding(true, true, true),
            new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true),
        ];
        foreach (var encoding in marked)
            if (bytes.AsSpan().StartsWith(encoding.Preamble) && (told is null || told.CodePage == encoding.CodePage))
                return (encoding, encoding.Preamble.Length);
        if (told is not null)
            return ((Encoding)Strict(told), 0);

        // UTF-16 without a mark: every other byte of Latin text is zero.
        if (whole && bytes.Length % 2 == 1)
            return (new UTF8Encoding(false, true), 0);
        var head = bytes.AsSpan(0, Math.Min(bytes.Length, 4096) & ~1);
        int even = 0, odd = 0;
        for (var i = 0; i < head.Length; i += 2)
        {
            even += head[i] == 0 ? 1 : 0;
            odd += head[i + 1] == 0 ? 1 : 0;
        }

        var half = head.Length / 2;
        if (half > 0 && odd > half * 0.7 && even == 0)
            return (new UnicodeEncoding(false, false, true), 0);
        return half > 0 && even > half * 0.7 && odd == 0 ? (new UnicodeEncoding(true, false, true), 0) : (new UTF8Encoding(false, true), 0);
    }

    private static object Strict(Encoding told)
    {
        var strict = (Encoding)told.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    private static string Decode(string path, ReadOnlySpan<byte> bytes, Encoding encoding, bool whole)
    {
        var decoder = encoding.GetDecoder();
        var chars = new char[encoding.GetMaxCharCount(bytes.Length)];
        try
        {
            return new string(chars, 0, decoder.GetChars(bytes, chars, flush: whole));
        }
        catch (DecoderFallbackException e)
        {
            throw NotDecodable(path, encoding, e);
        }
    }

    /// <summary>The message for bytes that are no text in an encoding, with the line of the first such byte.</summary>
    public static DataException NotDecodable(string path, Encoding encoding, Exception cause)
    {
        var place = DataFile.Guard(path, () =>
        {
            using var stream = DataFile.Open(path, out _);
            var decoder = encoding.GetDecoder();
            var one = new byte[1];
            var chars = new char[8];
            var line = 1L;
            try
            {
                while (stream.Read(one) == 1)
                {
                    var count = decoder.GetChars(one, chars, flush: false);
                    line += chars.AsSpan(0, count).Contains('\n') ? 1 : 0;
                }
            }
            catch (DecoderFallbackException)
            {
                // This byte is the one looked for.
            }

            return (Line: line, Byte: one[0]);
        });
        var name = encoding.WebName.ToUpperInvariant();
        return new(path, $"line {place.Line}", null,
            $"the byte 0x{place.Byte:X2} is not {name}: expected {name} text; convert the file (iconv -f ISO-8859-1 -t UTF-8) or name its encoding", cause);
    }

    private static void RefuseJunk(string path, string text)
    {
        var line = 1;
        foreach (var c in text)
        {
            if (c == '\n')
                line++;
            else if (c < ' ' && c is not ('\t' or '\r' or '\f' or '\u001a'))
                throw new DataException(path, $"line {line}", null, $"the control character 0x{(int)c:X2} stands in it: this is binary data, expected text (CSV)");
        }
    }

    private static char QuoteOf(string text)
    {
        if (text.AsSpan().Contains('"'))
            return '"';
        int opens = 0, closes = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\'')
                continue;
            opens += i == 0 || IsEdge(text[i - 1]) ? 1 : 0;
            closes += i == text.Length - 1 || IsEdge(text[i + 1]) ? 1 : 0;
        }

        return opens >= 2 && opens == closes ? '\'' : '"';

        static bool IsEdge(char c) => c is ',' or ';' or '\t' or '|' or '\n' or '\r';
    }

    private static char DelimiterOf(string text, char quote, bool whole)
    {
        var best = ',';
        var bestShare = 0.0;
        foreach (var delimiter in Delimiters)
        {
            var records = Records(text, delimiter, quote, whole, 200);
            if (records.Count == 0 || records[0].Count < 2)
                continue;
            var share = (double)records.Count(r => r.Count == records[0].Count) / records.Count;
            if (share > bestShare)
                (best, bestShare) = (delimiter, share);
        }

        return best;
    }

    private static char DecimalOf(List<List<string>> records, char delimiter)
    {
        if (delimiter == ',')
            return '.';
        int points = 0, commas = 0;
        foreach (var field in records.SelectMany(r => r))
        {
            points += IsDecimal(field, '.') ? 1 : 0;
            commas += IsDecimal(field, ',') ? 1 : 0;
        }

        return commas > points ? ',' : '.';

        static bool IsDecimal(string field, char point) => field.AsSpan().Contains(point) && NumberText.TryParse(field, point, out _);
    }

    private static bool HasHeader(List<List<string>> records, char point)
    {
        // A name above numbers is a header; a number above numbers is none; texts above texts are taken for a header.
        if (records.Count == 0)
            return true; // nothing whole in the sample: the reader tells what is wrong
        var numbersOnTop = false;
        for (var column = 0; column < records[0].Count; column++)
        {
            var top = NumberText.TryParse(records[0][column], point, out _);
            numbersOnTop |= top;
            var (numbers, texts) = (0, 0);
            foreach (var record in records.Skip(1))
            {
                if (column >= record.Count || record[column].Length == 0)
                    continue;
                if (NumberText.TryParse(record[column], point, out _))
                    numbers++;
                else
                    texts++;
            }

            if (!top && records[0][column].Length > 0 && numbers > texts)
                return true;
        }

        return !numbersOnTop;
    }

    // Fields of the sample, trimmed, without quotes; an unfinished last record of a part of a file is left out.
    private static List<List<string>> Records(string text, char delimiter, char quote, bool whole, int limit)
    {
        var records = new List<List<string>>();
        var record = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i <= text.Length && records.Count < limit; i++)
        {
            var end = i == text.Length;
            var c = end ? '\n' : text[i];
            if (quoted && !end)
            {
                if (c == quote && i + 1 < text.Length && text[i + 1] == quote)
                    field.Append(text[i++]);
                else if (c == quote)
                    quoted = false;
                else
                    field.Append(c);
            }
            else if (c == quote && field.Length == 0 && !end)
                quoted = true;
            else if (c == delimiter || c is '\n' or '\r')
            {
                record.Add(field.ToString().Trim());
                field.Clear();
                if (c == delimiter && !end)
                    continue;
                if ((record.Count > 1 || record[0].Length > 0) && (!end || whole || records.Count == 0))
                    records.Add(record);
                record = [];
            }
            else
                field.Append(c);
        }

        return records;
    }
}
