using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>A table's column on its way into a graph.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Column">How the column is read.</param>
/// <param name="Input">The graph's input: [batch, 1], float32 for numbers, else text.</param>
/// <param name="Missing">Which texts stand for a missing value.</param>
internal sealed record ColumnExport(GraphBuilder Graph, InputColumn Column, string Input, MissingTokens Missing)
{
    /// <summary>A number for each text, [batch, 1] int64: its place in the dictionary, or the one of all others.</summary>
    public string Codes(IEnumerable<KeyValuePair<string, long>> codes, long other)
    {
        KeyValuePair<string, long>[] all = [.. codes];
        return Graph.Node(
            "LabelEncoder", [Input], Attribute.Of("keys_strings", all.Select(c => c.Key)), Attribute.Of("values_int64s", all.Select(c => c.Value)),
            Attribute.Of("default_int64", other));
    }

    /// <summary>One where a condition [batch, 1] holds, as float32.</summary>
    public string Flag(string condition) => Graph.Node("Cast", [condition], Attribute.Of("to", (long)DataType.Float));

    /// <summary>
    /// The texts a file may write a label as, beside the label: with a blank before it, as behind the comma of some files,
    /// and <c>3.0</c> for <c>3</c>.
    /// </summary>
    public static IEnumerable<string> Spellings(string label)
    {
        var digits = label.StartsWith('-') ? label[1..] : label;
        string[] all = digits.Length > 0 && digits.All(char.IsAsciiDigit) ? [label, label + ".0"] : [label];
        return all.Concat(all.Select(text => " " + text));
    }

    /// <summary>The texts of a missing value.</summary>
    public IEnumerable<string> MissingTexts => MissingTokens.Default.Concat(Missing.More).SelectMany(Spellings).Distinct();
}
