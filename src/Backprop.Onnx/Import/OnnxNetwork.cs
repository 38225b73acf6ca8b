using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>
/// A network read from an ONNX file: its nodes, one after the other, as ops of this library. Weights are parameters under
/// their names in the file, so it can be trained on; numbers without axes and bounds are constants, running statistics
/// buffers. Computed in float32, whatever the file's floats are (Convert makes it float64). Batch norms use their running
/// statistics and dropout does nothing, also in training.
/// </summary>
public sealed class OnnxNetwork : Module
{
    private readonly List<(NodeCall Call, NodeRule Rule)> _nodes = [];
    private readonly Dictionary<string, GraphValue> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Variable> _variables = new(StringComparer.Ordinal);
    private readonly bool _codes;
    private readonly int?[]? _sizes;

    internal OnnxNetwork(ModelProto model, string? output)
    {
        var (graph, opset) = (model.Graph, OnnxFile.Opset(model));
        if (model.Functions.Count > 0)
            throw new OnnxException("the file defines functions of its own, which are not read: export it without (inlined)");
        if (graph.SparseInitializer.Count > 0)
            throw new OnnxException("the file has sparse weights, which are not read: save them dense");
        Refuse(graph);

        var weights = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            if (tensor.Name.Length == 0 || !weights.TryAdd(tensor.Name, TensorReader.Read(tensor, tensor.Name)))
                throw new OnnxException($"the file has two weights named '{tensor.Name}', or one without a name");
        }

        // Old files list weights among the inputs.
        var inputs = graph.Input.Where(i => !weights.ContainsKey(i.Name)).ToArray();
        if (inputs.Length != 1)
            throw new OnnxException($"the network has {inputs.Length} inputs ({string.Join(", ", inputs.Take(20).Select(i => i.Name))}), but one is expected: [batch, features]");
        Input = inputs[0].Name;
        (_codes, _sizes) = TypeOf(inputs[0]);
        string[] outputs = [.. graph.Output.Select(o => o.Name)];
        Output = output is null
            ? outputs.Length == 1 ? outputs[0] : throw new OnnxException($"the network has {outputs.Length} outputs ({string.Join(", ", outputs.Take(20))}): say which one is to be computed")
            : outputs.Contains(output) ? output : throw new OnnxException($"the network has no output '{output}'{Nearest.Hint(output, outputs)}; it has {string.Join(", ", outputs.Take(20))}");
        Connect(graph, opset, weights);
        Declare(graph, weights);
    }

    /// <summary>The name of its input in the file.</summary>
    public string Input { get; }

    /// <summary>The name of its output in the file.</summary>
    public string Output { get; }

    /// <summary>The sizes of the input's axes behind the batch, as the file has them; null where it leaves them open.</summary>
    public IReadOnlyList<int?> InputSizes => _sizes is { Length: > 0 } ? _sizes[1..] : [];

    /// <inheritdoc/>
    public override string Kind => "onnx";

    /// <inheritdoc/>
    public override string Description => $"{_nodes.Count} nodes, {Input} → {Output}";

    /// <summary>A graph has no settings to build it from: it is saved by <see cref="OnnxExport"/>, not in a Backprop model.</summary>
    /// <exception cref="SettingsException">Always.</exception>
    public override Settings Settings => throw new SettingsException(
        "a network read from a foreign ONNX file cannot be saved as a Backprop model: save it with OnnxExport.Save, or its values with Weights.Save");

    /// <summary>Keeps the values that the file gave it, so that training goes on from them.</summary>
    public override Module Initialize(Philox random) => this;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Pass pass)
    {
        if (_sizes is not null && (input.Rank != _sizes.Length || Enumerable.Range(1, Math.Max(0, _sizes.Length - 1)).Any(i => _sizes[i] is { } size && size != input.Shape[i])))
            throw Mismatch($"[batch{string.Concat(_sizes.Skip(1).Select(s => $", {s?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "…"}"))}]", input, "give it what the file says of its input");
        var dtype = _variables.Values.FirstOrDefault()?.DType ?? DType.Float32;
        var values = new Dictionary<string, GraphValue>(_nodes.Count, StringComparer.Ordinal)
        {
            [Input] = GraphValue.Of(_codes ? input.Convert(DType.Int32) : input.DType.IsFloat() ? input.Convert(dtype) : input),
        };
        foreach (var (call, rule) in _nodes)
        {
            var arguments = new GraphValue?[call.Inputs.Count];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = call.Inputs[i].Length == 0 ? null : Find(call.Inputs[i], values, dtype);
            var results = call.Run(rule, arguments);
            for (var i = 0; i < call.Outputs.Count; i++)
            {
                if (call.Outputs[i].Length > 0)
                    values[call.Outputs[i]] = i < results.Length ? results[i] : throw call.Wrong($"has an output {i}, which is not computed here");
            }
        }

        return Find(Output, values, dtype).Tensor;
    }

    private GraphValue Find(string name, Dictionary<string, GraphValue> values, DType dtype)
    {
        if (values.TryGetValue(name, out var value))
            return value;
        if (_variables.TryGetValue(name, out var variable))
            return GraphValue.Of(variable);
        value = _constants[name];
        return value.Whole is null && value.Tensor.DType.IsFloat() && value.Tensor.DType != dtype ? GraphValue.Of(value.Tensor.Convert(dtype)) : value;
    }

    // All operators that are not known, at once.
    private static void Refuse(GraphProto graph)
    {
        var unknown = graph.Node.Where(n => NodeRules.Find(n) is null).GroupBy(n => n.Domain.Length > 0 ? $"{n.Domain}.{n.OpType}" : n.OpType, StringComparer.Ordinal)
            .Select(g => (g.Key, Count: g.Count())).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0)
        {
            throw new OnnxException(
                $"the network has operators that are not known here: {string.Join(", ", unknown.Take(30).Select(u => u.Count > 1 ? $"{u.Key} ({u.Count} times)" : u.Key))}{(unknown.Length > 30 ? ", …" : "")}; "
                + $"known are {string.Join(", ", NodeRules.Names)}");
        }
    }

    private static (bool Codes, int?[]? Sizes) TypeOf(ValueInfoProto input)
    {
        var tensor = input.Type?.TensorType ?? throw new OnnxException($"the input '{input.Name}' is no tensor");
        var type = (DataType)tensor.ElemType;
        if (type is not (DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16 or DataType.Int32 or DataType.Int64))
            throw new OnnxException($"the input '{input.Name}' is of {type.ToString().ToLowerInvariant()}, not of numbers");
        if (tensor.Shape is { Dim.Count: > 16 })
            throw new OnnxException($"the input '{input.Name}' has more than 16 axes");
        int?[]? sizes = tensor.Shape is null ? null : [.. tensor.Shape.Dim.Select(d => d.DimValue is > 0 and <= int.MaxValue ? (int)d.DimValue : (int?)null)];
        return (type is DataType.Int32 or DataType.Int64, sizes);
    }

    // ONNX lists nodes in an order in which each finds its inputs: this also excludes circles.
    private void Connect(GraphProto graph, long opset, Dictionary<string, GraphValue> weights)
    {
        var known = new HashSet<string>(weights.Keys, StringComparer.Ordinal);
        if (Input.Length == 0 || !known.Add(Input))
            throw new OnnxException("the input has no name");
        foreach (var node in graph.Node)
        {
            var call = new NodeCall(node, opset);
            if (node.Input.FirstOrDefault(i => i.Length > 0 && !known.Contains(i)) is { } undefined)
                throw call.Wrong($"takes '{undefined}', which nothing before it gives");
            foreach (var output in node.Output)
            {
                if (output.Length > 0 && !known.Add(output))
                    throw call.Wrong($"gives '{output}', which something else gives already");
            }

            if (node.Output.All(o => o.Length == 0))
                throw call.Wrong("has no output");
            _nodes.Add((call, NodeRules.Find(node)!));
        }

        if (!known.Contains(Output))
            throw new OnnxException($"the output '{Output}' is given by no node");
        Drop();
    }

    // What the output does not depend on is not computed.
    private void Drop()
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { Output };
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            if (_nodes[i].Call.Outputs.Any(needed.Contains))
                needed.UnionWith(_nodes[i].Call.Inputs);
            else
                _nodes[i] = default;
        }

        _nodes.RemoveAll(n => n.Call is null);
    }

    private void Declare(GraphProto graph, Dictionary<string, GraphValue> weights)
    {
        var (trained, kept) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (call, _) in _nodes)
        {
            for (var i = 0; i < call.Inputs.Count; i++)
            {
                if ((call.Type, i) is ("BatchNormalization", 3 or 4))
                    kept.Add(call.Inputs[i]);
                else if (Trains(call.Type, i))
                    trained.Add(call.Inputs[i]);
            }
        }

        foreach (var tensor in graph.Initializer)
        {
            var (name, value) = (tensor.Name, weights[tensor.Name]);
            var isFloat = value.Whole is null && value.Dims.Length > 0;
            if (isFloat && kept.Contains(name))
                _variables[name] = AddBuffer(name, value.Tensor.Shape, new Zeros());
            else if (isFloat && trained.Contains(name))
                _variables[name] = AddParameter(name, value.Tensor.Shape, null);
            else
                _constants[name] = value;
            if (_variables.TryGetValue(name, out var variable))
                variable.Set(value.Tensor);
        }
    }

    // Whether an initializer in this place is a weight to learn; elsewhere it is a bound, a shape, an exponent.
    private static bool Trains(string type, int input) => type switch
    {
        "Gemm" or "MatMul" or "Add" or "Sub" or "Mul" or "Div" or "Sum" or "PRelu" or "Transpose" or "Reshape" or "Identity" or "Cast" or "Unsqueeze" => true,
        "Gather" => input == 0,
        "LayerNormalization" or "BatchNormalization" => input is 1 or 2,
        _ => false,
    };
}
