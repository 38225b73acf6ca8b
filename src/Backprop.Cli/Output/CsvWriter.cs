using System.Globalization;

namespace Backprop.Cli;

/// <summary>Rows of CSV (RFC 4180, lines end in a line feed): fields that hold a comma, a quote or a line break are quoted.</summary>
internal sealed class CsvWriter(TextWriter writer)
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>Writes a row.</summary>
    public void Row(IEnumerable<string> fields)
    {
        var first = true;
        foreach (var field in fields)
        {
            if (!first)
                writer.Write(',');
            // A lone empty field would be a blank line, which readers pass over.
            if (field.Length == 0 && first)
                writer.Write("\"\"");
            else if (field.AsSpan().ContainsAny(Special) || field.StartsWith(' ') || field.EndsWith(' '))
            {
                writer.Write('"');
                writer.Write(field.Replace("\"", "\"\"", StringComparison.Ordinal));
                writer.Write('"');
            }
            else
                writer.Write(field);
            first = false;
        }

        writer.Write('\n');
    }

    /// <summary>A number, shortest that reads back the same; nothing when it is not finite.</summary>
    public static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}
