using System.Globalization;
using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>
/// Numbers, all columns of a table at once: missing ones (NaN, and the numbers that stand for missing) are filled, then
/// (x − center) / scale in double, as when training. Columns by their rank read a table of their own.
/// </summary>
internal static class NumberColumns
{
    public static IEnumerable<EncodedBlock> Write(GraphBuilder graph, IReadOnlyList<(ColumnExport Column, ColumnTransform Transform, int Place)> columns)
    {
        graph.Scope = columns.Count == 1 ? columns[0].Column.Column.Name : "numbers";
        var count = columns.Count;
        var raw = count == 1 ? columns[0].Column.Input : graph.Node("Concat", [.. columns.Select(c => c.Column.Input)], Attribute.Of("axis", 1L));
        var missing = graph.Node("IsNaN", [raw]);
        foreach (var token in columns[0].Column.Missing.More)
        {
            if (double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
                missing = graph.Node("Or", [missing, graph.Node("Equal", [raw, graph.Number((float)number, DataType.Float)])]);
        }

        var wide = graph.Node("Cast", [raw], Attribute.Of("to", (long)DataType.Double));
        var filled = graph.Node("Where", [missing, graph.Doubles("fill", [.. columns.Select(c => Figures(c.Transform).Fill)], 1, count), wide]);
        return [.. Values(graph, filled, columns), .. Indicators(graph, missing, columns)];
    }

    private static IEnumerable<EncodedBlock> Values(GraphBuilder graph, string filled, IReadOnlyList<(ColumnExport Column, ColumnTransform Transform, int Place)> columns)
    {
        int[] scaled = [.. Which(columns, t => t is NumberTransform)];
        if (scaled.Length > 0)
        {
            var x = Chosen(graph, filled, scaled, columns.Count);
            var centered = graph.Node("Sub", [x, graph.Doubles("center", [.. scaled.Select(i => ((NumberTransform)columns[i].Transform).Center)], 1, scaled.Length)]);
            var unit = graph.Node("Div", [centered, graph.Doubles("scale", [.. scaled.Select(i => ((NumberTransform)columns[i].Transform).Scale)], 1, scaled.Length)]);
            yield return new(graph.Node("Cast", [unit], Attribute.Of("to", (long)DataType.Float)), [.. scaled.Select(i => columns[i].Place)]);
        }

        foreach (var i in Which(columns, t => t is QuantileTransform))
        {
            graph.Scope = columns[i].Column.Column.Name;
            yield return new(Rank(graph, Chosen(graph, filled, [i], columns.Count), (QuantileTransform)columns[i].Transform), [columns[i].Place]);
        }
    }

    private static IEnumerable<EncodedBlock> Indicators(GraphBuilder graph, string missing, IReadOnlyList<(ColumnExport Column, ColumnTransform Transform, int Place)> columns)
    {
        int[] told = [.. Which(columns, t => Figures(t).Indicator)];
        if (told.Length == 0)
            yield break;
        var flags = graph.Node("Cast", [Chosen(graph, missing, told, columns.Count)], Attribute.Of("to", (long)DataType.Float));
        yield return new(flags, [.. told.Select(i => columns[i].Place + 1)]);
    }

    private static IEnumerable<int> Which(IReadOnlyList<(ColumnExport Column, ColumnTransform Transform, int Place)> columns, Func<ColumnTransform, bool> chosen) =>
        Enumerable.Range(0, columns.Count).Where(i => chosen(columns[i].Transform));

    private static (double Fill, bool Indicator) Figures(ColumnTransform transform) => transform switch
    {
        NumberTransform number => (number.Fill, number.Indicator),
        QuantileTransform quantile => (quantile.Fill, quantile.Indicator),
        _ => throw new OnnxException($"the column '{transform.Column}' holds numbers but is not scaled as one"),
    };

    private static string Chosen(GraphBuilder graph, string value, int[] columns, int count) =>
        columns.Length == count ? value : graph.Node("Gather", [value, graph.Ints([.. columns.Select(c => (long)c)])], Attribute.Of("axis", 1L));

    // Straight lines between the points of the table: the last point at or below x, and the slope behind it.
    private static string Rank(GraphBuilder graph, string x, QuantileTransform transform)
    {
        var (values, normals) = Points(transform);
        var slopes = new double[values.Length];
        for (var i = 0; i + 1 < slopes.Length; i++)
            slopes[i] = (normals[i + 1] - normals[i]) / (values[i + 1] - values[i]);
        var table = graph.Doubles("values", values, values.Length);
        var inside = graph.Node("Clip", [x, graph.Number(values[0], DataType.Double), graph.Number(values[^1], DataType.Double)]);
        var below = graph.Node("Cast", [graph.Node("GreaterOrEqual", [inside, table])], Attribute.Of("to", (long)DataType.Int64));
        var place = graph.Node("Sub", [graph.Node("ReduceSum", [below, graph.Ints(1)], Attribute.Of("keepdims", true)), graph.Int(1)]);
        var distance = graph.Node("Sub", [inside, graph.Node("Gather", [table, place])]);
        var rise = graph.Node("Mul", [distance, graph.Node("Gather", [graph.Doubles("slopes", slopes, values.Length), place])]);
        var normal = graph.Node("Add", [graph.Node("Gather", [graph.Doubles("normals", normals, values.Length), place]), rise]);
        return graph.Node("Cast", [normal], Attribute.Of("to", (long)DataType.Float));
    }

    // The graph's input is float32: so are the points, and each value of the training part still meets its own.
    private static (double[] Values, double[] Normals) Points(QuantileTransform transform)
    {
        var points = new List<(double Value, double Normal)>();
        for (var i = 0; i < transform.Values.Length; i++)
        {
            var value = (double)(float)transform.Values[i];
            if (points.Count > 0 && points[^1].Value == value)
                points.RemoveAt(points.Count - 1);
            points.Add((value, transform.Normals[i]));
        }

        return ([.. points.Select(p => p.Value)], [.. points.Select(p => p.Normal)]);
    }
}
