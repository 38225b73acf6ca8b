using System.Text;

namespace Backprop.Data;

/// <summary>How a CSV file is written. Whatever is null is recognised from the file.</summary>
public sealed record CsvOptions
{
    /// <summary>What stands between the fields of a row.</summary>
    public char? Delimiter { get; init; }

    /// <summary>What encloses a field that holds delimiters, quotes (doubled) or line breaks.</summary>
    public char? Quote { get; init; }

    /// <summary>Whether the first row holds the columns' names; without it they are <c>column_1</c>, <c>column_2</c> …</summary>
    public bool? Header { get; init; }

    /// <summary><c>.</c> or <c>,</c>: what separates a number's whole part from its fraction.</summary>
    public char? Decimal { get; init; }

    /// <summary>The encoding; recognised are UTF-8, and UTF-16 and UTF-32 with a byte order mark.</summary>
    public Encoding? Encoding { get; init; }
}
