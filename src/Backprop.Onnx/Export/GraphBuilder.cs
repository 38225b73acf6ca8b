using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>A graph that grows node by node. Names are unique; a node is named after what it belongs to (<see cref="Scope"/>).</summary>
internal sealed class GraphBuilder
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _shared = new(StringComparer.Ordinal);

    public GraphProto Graph { get; } = new();

    /// <summary>The layer or column that nodes are named after: <c>layers.0</c> makes <c>layers.0/Gemm</c>.</summary>
    public string Scope { get; set; } = "";

    /// <summary>What nodes say of themselves: the layer as the library prints it, or the column.</summary>
    public string Documentation { get; set; } = "";

    /// <summary>Whether a node of <see cref="OnnxFormat.LearningDomain"/> is there.</summary>
    public bool Learning { get; private set; }

    /// <summary>A name that nothing else has.</summary>
    public string Unique(string name)
    {
        var result = name;
        for (var number = 2; !_names.Add(result); number++)
            result = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        return result;
    }

    /// <summary>Declares an input of the graph under exactly this name, to be called before anything else takes it.</summary>
    public string Input(string name, DataType type, string documentation, params ReadOnlySpan<long> sizes)
    {
        if (!_names.Add(name))
            throw new OnnxException($"two inputs of the ONNX file would be named '{name}': rename a column");
        Graph.Input.Add(Value(name, type, documentation, sizes));
        return name;
    }

    /// <summary>Declares an output of the graph: the value is renamed to this (or, if it is an input or weight, copied).</summary>
    public void Output(string name, string value, DataType type, string documentation, params ReadOnlySpan<long> sizes)
    {
        name = Unique(name);
        Rename(value, name);
        Graph.Output.Add(Value(name, type, documentation, sizes));
    }

    /// <summary>Gives a node's output another name, everywhere.</summary>
    private void Rename(string from, string to)
    {
        var made = Graph.Node.FirstOrDefault(n => n.Output.Contains(from));
        if (made is null || Graph.Output.Any(o => o.Name == from))
        {
            Graph.Node.Add(new NodeProto { OpType = "Identity", Name = to, Input = { from }, Output = { to } });
            return;
        }

        foreach (var node in Graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = node.Input[i] == from ? to : node.Input[i];
            for (var i = 0; i < node.Output.Count; i++)
                node.Output[i] = node.Output[i] == from ? to : node.Output[i];
        }
    }

    // −1 is the batch, less some other open size.
    private static ValueInfoProto Value(string name, DataType type, string documentation, ReadOnlySpan<long> sizes)
    {
        var shape = new TensorShapeProto();
        foreach (var size in sizes)
            shape.Dim.Add(size == -1 ? new TensorShapeProto.Types.Dimension { DimParam = OnnxFormat.Batch } : size < 0 ? new() : new() { DimValue = size });
        return new() { Name = name, DocString = documentation, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }

    /// <summary>Adds a node with one output.</summary>
    /// <returns>The output's name.</returns>
    public string Node(string type, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) => Nodes(type, 1, inputs, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    public string[] Nodes(string type, int outputs, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var name = Unique(Scope.Length == 0 ? type : $"{Scope}/{type}");
        var node = new NodeProto { OpType = type, Name = name, DocString = Documentation };
        foreach (var input in inputs)
            node.Input.Add(input);
        foreach (var attribute in attributes)
            node.Attribute.Add(attribute);
        if (type == "LabelEncoder")
        {
            node.Domain = OnnxFormat.LearningDomain;
            Learning = true;
        }

        var results = new string[outputs];
        for (var i = 0; i < outputs; i++)
            node.Output.Add(results[i] = i == 0 ? name : Unique(string.Create(CultureInfo.InvariantCulture, $"{name}:{i}")));
        Graph.Node.Add(node);
        return results;
    }

    // ---- values that are known

    /// <summary>A weight or table under a name of its own.</summary>
    public string Initializer(string name, Tensor values, DataType type)
    {
        name = Unique(name);
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = Bytes(name, values, type) };
        foreach (var size in values.Shape.Sizes)
            tensor.Dims.Add(size);
        Graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>Whole numbers in one axis; the same numbers stand in the file once.</summary>
    public string Ints(params ReadOnlySpan<long> values) => Shared("ints", DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values), string.Join('_', values.ToArray()));

    /// <summary>A whole number without axes.</summary>
    public string Int(long value) => Shared("int", DataType.Int64, [], BitConverter.GetBytes(value), value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number without axes, of a float type.</summary>
    public string Number(double value, DataType type) => Number(value, type, []);

    /// <summary>A number under a shape of ones.</summary>
    public string Number(double value, DataType type, ReadOnlySpan<long> dims) => Shared(
        type switch { DataType.Double => "double", DataType.Float16 => "half", _ => "float" }, type, dims, Bytes("a constant", Tensor.Scalar(value), type).Span,
        value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Doubles under a shape.</summary>
    public string Doubles(string name, double[] values, params int[] shape) => Initializer(Scoped(name), Tensor.Wrap(values, new Shape(shape)), DataType.Double);

    /// <summary>Floats under a shape.</summary>
    public string Floats(string name, float[] values, params int[] shape) => Initializer(Scoped(name), Tensor.Wrap(values, new Shape(shape)), DataType.Float);

    /// <summary>Whole numbers under a shape.</summary>
    public string Longs(string name, long[] values, params int[] shape)
    {
        var tensor = new TensorProto { Name = Unique(Scoped(name)), DataType = (int)DataType.Int64, RawData = ByteString.CopyFrom(Little(MemoryMarshal.AsBytes(values.AsSpan()), 8)) };
        tensor.Dims.Add(shape.Select(s => (long)s));
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Texts under a shape.</summary>
    public string Texts(string name, IEnumerable<string> values, params int[] shape)
    {
        var tensor = new TensorProto { Name = Unique(Scoped(name)), DataType = (int)DataType.String, StringData = { values.Select(ByteString.CopyFromUtf8) } };
        tensor.Dims.Add(shape.Select(s => (long)s));
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Scoped(string name) => Scope.Length == 0 ? name : $"{Scope}/{name}";

    private string Shared(string kind, DataType type, ReadOnlySpan<long> dims, ReadOnlySpan<byte> bytes, string text)
    {
        var key = $"{kind}{string.Join(',', dims.ToArray())}:{text}";
        if (_shared.TryGetValue(key, out var known))
            return known;
        var tensor = new TensorProto { Name = Unique(text.Length is > 0 and < 30 ? $"{kind}_{text}" : kind), DataType = (int)type };
        foreach (var size in dims)
            tensor.Dims.Add(size);
        tensor.RawData = ByteString.CopyFrom(type == DataType.Int64 ? Little(bytes, 8) : bytes);
        Graph.Initializer.Add(tensor);
        return _shared[key] = tensor.Name;
    }

    // ---- bytes, little-endian whatever the machine

    private static ByteString Bytes(string name, Tensor values, DataType type)
    {
        var size = type switch { DataType.Double or DataType.Int64 => 8, DataType.Float16 => 2, DataType.Bool => 1, _ => 4 };
        if ((long)values.Count * size > int.MaxValue / 2)
            throw new OnnxException($"'{name}' has {values.Count} numbers, more than fit into an ONNX file of one part");
        var bytes = new byte[values.Count * size];
        for (var i = 0; i < values.Count; i++)
        {
            var value = values.At(i);
            var to = bytes.AsSpan(i * size);
            switch (type)
            {
                case DataType.Float: BinaryPrimitives.WriteSingleLittleEndian(to, (float)value); break;
                case DataType.Double: BinaryPrimitives.WriteDoubleLittleEndian(to, value); break;
                case DataType.Float16: BinaryPrimitives.WriteHalfLittleEndian(to, ToHalf(name, value)); break;
                case DataType.Int64: BinaryPrimitives.WriteInt64LittleEndian(to, (long)value); break;
                case DataType.Int32: BinaryPrimitives.WriteInt32LittleEndian(to, (int)value); break;
                default: to[0] = (byte)(value != 0 ? 1 : 0); break;
            }
        }

        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static Half ToHalf(string name, double value)
    {
        var half = (Half)value;
        return Half.IsFinite(half) || !double.IsFinite(value)
            ? half
            : throw new OnnxException(string.Create(CultureInfo.InvariantCulture, $"'{name}' holds {value}, which float16 cannot (at most 65504): write float32"));
    }

    private static byte[] Little(ReadOnlySpan<byte> bytes, int size)
    {
        var result = bytes.ToArray();
        for (var i = 0; !BitConverter.IsLittleEndian && i < result.Length; i += size)
            result.AsSpan(i, size).Reverse();
        return result;
    }
}
