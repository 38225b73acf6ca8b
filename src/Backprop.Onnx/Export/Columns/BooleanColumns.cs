using System.Globalization;

namespace Backprop.Onnx;

/// <summary>Yes or no, by the labels of the training part and the usual spellings; anything else counts as missing.</summary>
internal static class BooleanColumns
{
    private static readonly string[] True = ["true", "yes", "t", "y", "1"], False = ["false", "no", "f", "n", "0"];

    /// <summary>[batch, 1] of 0 or 1, or [batch, 2] with whether it was missing.</summary>
    public static string Write(ColumnExport column, BooleanTransform transform)
    {
        var graph = column.Graph;
        var codes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in column.MissingTexts)
            codes.TryAdd(text, -1);
        for (var i = 0; i < column.Column.Levels.Length; i++)
        {
            foreach (var text in ColumnExport.Spellings(column.Column.Levels[i]))
                codes.TryAdd(text, i);
        }

        foreach (var (words, value) in new[] { (True, 1L), (False, 0L) })
        {
            foreach (var text in words.SelectMany(Cases).SelectMany(ColumnExport.Spellings))
                codes.TryAdd(text, value);
        }

        var code = column.Codes(codes, other: -1);
        var missing = graph.Node("Less", [code, graph.Int(0)]);
        var value01 = column.Flag(graph.Node("Where", [missing, graph.Ints(transform.Fill), code]));
        return transform.Indicator ? graph.Node("Concat", [value01, column.Flag(missing)], Attribute.Of("axis", 1L)) : value01;
    }

    private static IEnumerable<string> Cases(string word) =>
        [word, word.ToUpperInvariant(), CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word)];
}
