namespace Backprop.Data;

/// <summary>How a CSV file is written, as recognised or told.</summary>
/// <param name="Delimiter">Between the fields.</param>
/// <param name="Quote">Around fields.</param>
/// <param name="Decimal"><c>.</c> or <c>,</c> in numbers.</param>
/// <param name="Header">Whether the first row holds names.</param>
/// <param name="Encoding">The encoding's name.</param>
/// <param name="Compressed">Whether the file is compressed with gzip.</param>
public sealed record CsvFormat(char Delimiter, char Quote, char Decimal, bool Header, string Encoding, bool Compressed)
{
    /// <summary>In words: <c>delimiter ';', decimal comma, UTF-8</c>.</summary>
    public string Describe() =>
        $"delimiter {Name(Delimiter)}{(Quote == '"' ? "" : $", quote {Name(Quote)}")}{(Decimal == ',' ? ", decimal comma" : "")}"
        + $"{(Header ? "" : ", no header")}, {Encoding}{(Compressed ? ", gzip" : "")}";

    private static string Name(char c) => c switch { '\t' => "tab", ' ' => "space", _ => $"'{c}'" };
}
