using System.Globalization;
using Google.Protobuf;

namespace Backprop.Onnx;

/// <summary>What an ONNX file says of itself.</summary>
public sealed record OnnxSummary
{
    /// <summary>The version of the operators it is written in.</summary>
    public required long Opset { get; init; }

    /// <summary>The program that wrote it.</summary>
    public required string Producer { get; init; }

    /// <summary>What the file says of the model.</summary>
    public required string Documentation { get; init; }

    /// <summary>How many nodes the graph has.</summary>
    public required int Nodes { get; init; }

    /// <summary>How often each operator stands in the graph, the most frequent first; another domain's as <c>domain.Operator</c>.</summary>
    public required IReadOnlyList<(string Operator, int Count)> Operators { get; init; }

    /// <summary>The weights and tables, in order.</summary>
    public required IReadOnlyList<OnnxValue> Weights { get; init; }

    /// <summary>Whether <see cref="OnnxImport.LoadModel"/> reads it as a whole model.</summary>
    public required bool HoldsModel { get; init; }

    /// <summary>The inputs, in order.</summary>
    public required IReadOnlyList<OnnxValue> Inputs { get; init; }

    /// <summary>The outputs, in order.</summary>
    public required IReadOnlyList<OnnxValue> Outputs { get; init; }

    /// <summary>Of a file's bytes.</summary>
    /// <exception cref="OnnxException">They are no ONNX file.</exception>
    public static OnnxSummary Of(byte[] file)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxException($"this is no ONNX file: {e.Message}", e);
        }

        if (model.Graph is not { } graph)
            throw new OnnxException("this is no ONNX file: it has no graph");
        return new()
        {
            Opset = model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0,
            Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            Documentation = model.DocString,
            Nodes = graph.Node.Count,
            Operators = [.. graph.Node.GroupBy(n => n.Domain is "" or "ai.onnx" ? n.OpType : $"{n.Domain}.{n.OpType}", StringComparer.Ordinal)
                .Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal)],
            Weights = [.. graph.Initializer.Select(t => new OnnxValue(
                t.Name, ((TensorProto.Types.DataType)t.DataType).ToString().ToLowerInvariant(), $"[{string.Join(", ", t.Dims)}]", t.DocString))],
            HoldsModel = model.MetadataProps.Any(p => p.Key == OnnxImport.ModelKey),
            // Old files list weights among the inputs.
            Inputs = [.. graph.Input.ExceptBy(graph.Initializer.Select(t => t.Name), v => v.Name).Select(Value)],
            Outputs = [.. graph.Output.Select(Value)],
        };
    }

    private static OnnxValue Value(ValueInfoProto value)
    {
        var tensor = value.Type?.TensorType;
        var sizes = tensor?.Shape?.Dim.Select(d => d.ValueCase switch
        {
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => d.DimValue.ToString(CultureInfo.InvariantCulture),
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => d.DimParam,
            _ => "?",
        });
        var type = tensor is null ? "?" : ((TensorProto.Types.DataType)tensor.ElemType).ToString().ToLowerInvariant();
        return new(value.Name, type, sizes is null ? "[…]" : $"[{string.Join(", ", sizes)}]", value.DocString);
    }
}
