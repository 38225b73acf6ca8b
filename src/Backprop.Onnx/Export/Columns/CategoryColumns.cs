using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>Labels: one input each, or a code for a learned embedding.</summary>
internal static class CategoryColumns
{
    /// <summary>[batch, labels (+ 1 for missing)] of 0 and 1; an unseen label is all zeros.</summary>
    public static string OneHot(ColumnExport column, OneHotTransform transform)
    {
        var width = transform.Labels.Length + (transform.Indicator ? 1 : 0);
        var codes = column.Codes(Numbered(column, transform.Labels, first: 0, missing: transform.Indicator ? width - 1 : -1), other: -1);
        var places = column.Graph.Longs("labels", [.. Enumerable.Range(0, width).Select(i => (long)i)], 1, width);
        return column.Flag(column.Graph.Node("Equal", [codes, places]));
    }

    /// <summary>[batch, 1]: 0 for an unseen label, then the labels, then a missing value if training had one.</summary>
    public static string Embedding(ColumnExport column, EmbeddingTransform transform)
    {
        var codes = Numbered(column, transform.Labels, first: 1, missing: transform.MissingCode ? transform.Labels.Length + 1 : 0);
        return column.Graph.Node("Cast", [column.Codes(codes, other: 0)], Attribute.Of("to", (long)DataType.Float));
    }

    // What stands for missing is no label, whatever else it looks like.
    private static Dictionary<string, long> Numbered(ColumnExport column, string[] labels, int first, long missing)
    {
        var codes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in column.MissingTexts)
            codes.TryAdd(text, missing);
        for (var i = 0; i < labels.Length; i++)
            codes.TryAdd(labels[i], first + i);
        for (var i = 0; i < labels.Length; i++)
        {
            foreach (var text in ColumnExport.Spellings(labels[i]))
                codes.TryAdd(text, first + i);
        }

        return codes;
    }
}
