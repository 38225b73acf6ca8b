using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>Writes a model's preprocessing: from one input a column to the network's input.</summary>
internal static class TableExport
{
    /// <summary>Declares an input for each column that makes inputs of the network.</summary>
    /// <returns>The columns by name.</returns>
    public static Dictionary<string, ColumnExport> Declare(GraphBuilder graph, Preprocessor preprocessor)
    {
        var missing = new MissingTokens(preprocessor.Layout.Missing);
        var columns = new Dictionary<string, ColumnExport>(StringComparer.Ordinal);
        for (var i = 0; i < preprocessor.Layout.Inputs.Length; i++)
        {
            var column = preprocessor.Layout.Inputs[i];
            if (Unused(preprocessor.State.Transforms[i]))
                continue;
            if (column.Name.Length == 0)
                throw new OnnxException("a column has no name, so the ONNX file's input would have none: name it");
            var type = column.Kind == ColumnKind.Number ? DataType.Float : DataType.String;
            columns.Add(column.Name, new(graph, column, graph.Input(column.Name, type, Describe(column, missing), -1, 1), missing));
        }

        return columns.Count > 0 ? columns : throw new OnnxException("no column makes an input of the network, so there is nothing to write");
    }

    /// <summary>The network's input [batch, features + codes] of the columns.</summary>
    public static string Write(GraphBuilder graph, Preprocessor preprocessor, Dictionary<string, ColumnExport> columns)
    {
        var blocks = new List<EncodedBlock>();
        var numbers = new List<(ColumnExport Column, ColumnTransform Transform, int Place)>();
        var (place, code) = (0, preprocessor.FeatureNames.Count);
        foreach (var transform in preprocessor.State.Transforms)
        {
            if (!columns.TryGetValue(transform.Column, out var column))
                continue;
            (graph.Scope, graph.Documentation) = (transform.Column, $"the column '{transform.Column}'");
            var width = transform.Features.Count;
            if (transform is NumberTransform or QuantileTransform)
                numbers.Add((column, transform, place));
            else
                blocks.Add(new(Block(column, transform), transform.Embedding is null ? [.. Enumerable.Range(place, width)] : [code++]));
            place += width;
        }

        graph.Documentation = "the columns of numbers";
        if (numbers.Count > 0)
            blocks.InsertRange(0, NumberColumns.Write(graph, numbers));
        (graph.Scope, graph.Documentation) = ("features", "the columns as the network takes them");
        var all = blocks.Count == 1 ? blocks[0].Value : graph.Node("Concat", [.. blocks.Select(b => b.Value)], Attribute.Of("axis", 1L));
        int[] stands = [.. blocks.SelectMany(b => b.Places)];
        var order = new long[stands.Length];
        for (var i = 0; i < stands.Length; i++)
            order[stands[i]] = i;
        if (stands.AsSpan().SequenceEqual([.. Enumerable.Range(0, stands.Length)]))
            return all;
        return graph.Node("Gather", [all, graph.Longs("order", order, order.Length)], Attribute.Of("axis", 1L));
    }

    // A new kind of column is a line here.
    private static string Block(ColumnExport column, ColumnTransform transform) => transform switch
    {
        OneHotTransform oneHot => CategoryColumns.OneHot(column, oneHot),
        EmbeddingTransform embedding => CategoryColumns.Embedding(column, embedding),
        BooleanTransform boolean => BooleanColumns.Write(column, boolean),
        DateTransform date => DateColumns.Write(column, date),
        _ => throw new OnnxException($"the preprocessing of the column '{transform.Column}' ({transform.GetType().Name}) has no counterpart in ONNX: write the network alone (bare)"),
    };

    // Nothing of it reaches the network: empty in training, or a date of which no part varies.
    private static bool Unused(ColumnTransform transform) => transform.Features.Count == 0 && transform.Embedding is null;

    private static string Describe(InputColumn column, MissingTokens missing)
    {
        const int Shown = 20;
        var labels = string.Join(", ", column.Levels.Take(Shown)) + (column.Levels.Length > Shown ? $", … ({column.Levels.Length})" : "");
        var more = missing.More.Count > 0 ? $" or {string.Join(", ", missing.More)}" : "";
        return column.Kind switch
        {
            ColumnKind.Number => $"a number; missing: NaN{more}",
            ColumnKind.Boolean => $"yes or no, as the text of the table: {labels}; missing: empty{more}",
            ColumnKind.Date => $"a date as {DateColumns.Describe(column.DateFormat ?? "iso")}; missing (and any other text): empty",
            _ => $"a category, as the text of the table: {labels}; another text counts as unseen; missing: empty{more}",
        };
    }
}
