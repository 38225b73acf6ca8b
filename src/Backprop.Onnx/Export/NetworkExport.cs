using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>
/// Writes a network's ops into a graph. The forward pass is recorded at two batch sizes: what differs is the batch, and may
/// differ in the file, too.
/// </summary>
internal sealed class NetworkExport
{
    // Any two numbers of rows do; these are not sizes of usual layers.
    private const int Few = 3, More = 5;

    private readonly Dictionary<Tensor, string> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _derived = new(StringComparer.Ordinal);
    private readonly HashSet<Tensor> _wide = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _variables = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _layers = new(StringComparer.Ordinal);
    private readonly string[] _inputs;
    private readonly bool _half;

    private NetworkExport(GraphBuilder graph, string[] inputs, bool half) => (Graph, _inputs, _half) = (graph, inputs, half);

    public GraphBuilder Graph { get; }

    /// <summary>Writes a network.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="network">Takes [batch, features].</param>
    /// <param name="input">The value that goes in.</param>
    /// <param name="sizes">The sizes of its axes behind the batch.</param>
    /// <param name="half">Whether to compute in float16.</param>
    /// <returns>The value that comes out, and its sizes.</returns>
    public static (string Value, Dim[] Dims) Write(GraphBuilder graph, Module network, string input, IReadOnlyList<int> sizes, bool half)
    {
        var dtype = network.State.Select(s => s.Variable.DType).FirstOrDefault(d => d.IsFloat());
        if (half && dtype != DType.Float32)
            throw new OnnxException($"a {dtype.Name()} network is not written as float16: Convert(DType.Float32) it first");
        var export = new NetworkExport(graph, [input], half);
        foreach (var (name, variable) in network.State)
            export._variables.TryAdd(variable, name);
        foreach (var layer in network.All)
            export._layers.TryAdd(layer.Path, layer.ToString());
        TensorSpec Spec(int rows) => new(dtype, new([rows, .. sizes]));
        var (few, more) = (Recording.Of(network, Spec(Few)), Recording.Of(network, Spec(More)));
        return export.Write(few, more)[0];
    }

    /// <summary>Writes a function of several inputs, whose sizes may depend on the first axis of the first.</summary>
    public static (string Value, Dim[] Dims)[] Write(GraphBuilder graph, Recording few, Recording more, string[] inputs) =>
        new NetworkExport(graph, inputs, half: false).Write(few, more);

    private (string Value, Dim[] Dims)[] Write(Recording few, Recording more)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            _values.Add(few.Inputs[i], _inputs[i]);
            if (_half)
                _wide.Add(few.Inputs[i]);
        }

        WriteCalls(few, more);
        var results = new (string, Dim[])[few.Outputs.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var place = At(few, few.Outputs[i], more.Outputs[i]);
            var value = Name(place, wide: true);
            if (_half && TypeOf(place.Tensor.DType) == DataType.Float16 && !IsWide(place))
                value = Graph.Node("Cast", [value], Attribute.Of("to", (long)DataType.Float));
            results[i] = (value, place.Dims);
        }

        (Graph.Scope, Graph.Documentation) = ("", "");
        return results;
    }

    // Nodes from here on belong to this layer.
    private void Enter(string layer) => (Graph.Scope, Graph.Documentation) = (layer, _layers.GetValueOrDefault(layer, ""));

    private void WriteCalls(Recording few, Recording more)
    {
        if (few.Calls.Count != more.Calls.Count || few.Layers.Count != more.Layers.Count)
            throw new OnnxException("the network runs other ops on other numbers of rows, so it cannot be written with an open batch size");
        // A layer with a node of its own stands in for the call that gave its output.
        var layers = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < few.Layers.Count; i++)
        {
            if (OnnxLayers.Find(few.Layers[i].Layer) is not null && few.Layers[i].Output is { } output && !ReferenceEquals(output, few.Layers[i].Input))
                layers[few.Source(output)] = i;
        }

        var needed = new HashSet<Tensor>(few.Outputs.Select(few.Source), ReferenceEqualityComparer.Instance);
        var keep = new bool[few.Calls.Count];
        for (var i = few.Calls.Count - 1; i >= 0; i--)
        {
            var call = few.Calls[i];
            keep[i] = call.Outputs.Any(needed.Contains);
            if (!keep[i])
                continue;
            IEnumerable<Tensor> from = layers.TryGetValue(call.Outputs[0], out var layer) ? [few.Layers[layer].Input] : call.Inputs;
            needed.UnionWith(from.Select(few.Source));
        }

        for (var i = 0; i < few.Calls.Count; i++)
        {
            if (!keep[i])
                continue;
            var (call, other) = (few.Calls[i], more.Calls[i]);
            if (call.Layer.Length > 0)
                Enter(call.Layer);
            if (layers.TryGetValue(call.Outputs[0], out var layer))
            {
                var (run, otherRun) = (few.Layers[layer], more.Layers[layer]);
                Enter(run.Layer.Path);
                var place = At(few, run.Input, otherRun.Input);
                _values[call.Outputs[0]] = OnnxLayers.Find(run.Layer)!(new(this, run.Layer, Name(place, wide: false), place));
                continue;
            }

            WriteCall(few, call, more, other, [.. call.Outputs.Select(needed.Contains)]);
        }
    }

    private void WriteCall(Recording few, RecordedCall call, Recording more, RecordedCall other, bool[] used)
    {
        var context = new OnnxCall(
            this, call.Op, [.. call.Inputs.Select((t, i) => At(few, t, other.Inputs[i]))],
            [.. call.Outputs.Select((t, i) => Dims(t.Shape, other.Outputs[i].Shape))], [.. call.Outputs.Select(t => t.Spec)], used);
        var outputs = OnnxOps.Find(call.Op.Name)?.Invoke(context);
        if (outputs is null)
        {
            WriteComposition(few, call, more, other);
            return;
        }

        if (call.Op.ToString() != other.Op.ToString() && !context.TookSizes)
            throw new OnnxException($"'{call.Op}' {Where(call)}depends on the number of rows, so it cannot be written with an open batch size");
        for (var i = 0; i < outputs.Length; i++)
        {
            _values[call.Outputs[i]] = outputs[i];
            if (context.IsWide(i))
                _wide.Add(call.Outputs[i]);
        }
    }

    // An op without a mapping of its own is written as the simpler ops it declares.
    private void WriteComposition(Recording few, RecordedCall call, Recording more, RecordedCall other)
    {
        if (few.Compose(call) is not { } simple || more.Compose(other) is not { } otherSimple)
        {
            throw new OnnxException(
                $"the op '{call.Op.Name}' {Where(call)}has no counterpart in ONNX"
                + (OnnxOps.Without.TryGetValue(call.Op.Name, out var reason) ? $": {reason}" : " that is known here: give it a composition from ops that have one (Op.Compose)"));
        }

        // The composition knows nothing of reshapes made before it.
        for (var i = 0; i < call.Inputs.Count; i++)
        {
            if (!_values.ContainsKey(call.Inputs[i]))
                _values[call.Inputs[i]] = Name(At(few, call.Inputs[i], other.Inputs[i]), wide: false);
        }

        WriteCalls(simple, otherSimple);
        for (var i = 0; i < call.Outputs.Count; i++)
        {
            var place = At(simple, simple.Outputs[i], otherSimple.Outputs[i]);
            _values[call.Outputs[i]] = Name(place, wide: true);
            if (IsWide(place))
                _wide.Add(call.Outputs[i]);
        }
    }

    private static string Where(RecordedCall call) => call.Layer.Length == 0 ? "" : $"of '{call.Layer}' ";

    private static Place At(Recording few, Tensor tensor, Tensor other) => new(few, tensor, Dims(tensor.Shape, other.Shape));

    private static Dim[] Dims(Shape few, Shape more)
    {
        if (few.Rank != more.Rank)
            throw new OnnxException($"a value has the shape {few} for {Few} rows and {more} for {More}, so it cannot be written with an open batch size");
        var dims = new Dim[few.Rank];
        for (var axis = 0; axis < dims.Length; axis++)
            dims[axis] = Dim.Of(few[axis], Few, more[axis], More);
        return dims;
    }

    // ---- what mappings ask

    /// <summary>The type of a value in the file.</summary>
    public DataType TypeOf(DType dtype) => dtype switch
    {
        DType.Float32 => _half ? DataType.Float16 : DataType.Float,
        DType.Float64 => DataType.Double,
        DType.Int32 => DataType.Int32,
        _ => DataType.Bool,
    };

    /// <summary>Whether a value of a float16 network is float32 still.</summary>
    public bool IsWide(Place place) => _wide.Contains(place.Recording.Source(place.Tensor));

    /// <summary>The name of a tensor's value: written before, or a weight or constant that is written now.</summary>
    public string Name(Place place, bool wide)
    {
        var source = place.Recording.Source(place.Tensor);
        if (!_values.TryGetValue(source, out var name))
            _values[source] = name = Known(source);
        // Reshapes share memory here and are nodes there.
        if (!ReferenceEquals(source, place.Tensor) && source.Shape != place.Tensor.Shape)
            name = Derived($"{name} reshape {string.Join(',', place.Dims)}", name, n => Graph.Node("Reshape", [n, ReshapeOf(place.Dims)]));
        return wide || !_wide.Contains(source)
            ? name
            : Derived($"{name} half", name, n => Graph.Node("Cast", [n], Attribute.Of("to", (long)DataType.Float16)));
    }

    private string Known(Tensor tensor)
    {
        if (_variables.TryGetValue(tensor, out var variable))
            return Graph.Initializer(variable, tensor, TypeOf(tensor.DType));
        return tensor.Rank == 0 && tensor.DType.IsFloat()
            ? Graph.Number(tensor.Item(), TypeOf(tensor.DType))
            : Graph.Initializer(Graph.Scope.Length == 0 ? "constant" : $"{Graph.Scope}/constant", tensor, TypeOf(tensor.DType));
    }

    private string Derived(string key, string from, Func<string, string> make)
    {
        if (!_derived.TryGetValue(key, out var name))
            _derived[key] = name = make(from);
        return name;
    }

    // One open size is −1 (found from the rest); of several, each is computed.
    private string ReshapeOf(Dim[] dims) => dims.Count(d => !d.IsFixed) <= 1 && !dims.Contains(new(0, 0))
        ? Graph.Ints([.. dims.Select(d => d.IsFixed ? (long)d.Fixed : -1)])
        : ShapeOf(dims);

    /// <summary>Sizes as a value.</summary>
    public string ShapeOf(Dim[] dims) => Array.TrueForAll(dims, d => d.IsFixed)
        ? Graph.Ints([.. dims.Select(d => (long)d.Fixed)])
        : Derived($"shape {string.Join(',', dims)}", _inputs[0], input =>
        {
            var batch = Derived("batch", input, x => Graph.Node("Shape", [x], Attribute.Of("start", 0L), Attribute.Of("end", 1L)));
            return Graph.Node("Concat", [.. dims.Select(Size)], Attribute.Of("axis", 0L));

            string Size(Dim dim)
            {
                if (dim.IsFixed)
                    return Graph.Ints(dim.Fixed);
                var size = dim.Rows == 1 ? batch : Graph.Node("Mul", [batch, Graph.Ints(dim.Rows)]);
                return dim.Fixed == 0 ? size : Graph.Node("Add", [size, Graph.Ints(dim.Fixed)]);
            }
        });
}
