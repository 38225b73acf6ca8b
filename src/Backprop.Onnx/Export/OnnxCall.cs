using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>One use of an op on its way into a graph: what a mapping reads and writes.</summary>
internal sealed class OnnxCall(NetworkExport export, Op op, IReadOnlyList<Place> inputs, IReadOnlyList<Dim[]> outputDims, IReadOnlyList<TensorSpec> outputSpecs, bool[] used)
{
    private readonly bool[] _wide = new bool[outputSpecs.Count];

    /// <summary>The op.</summary>
    public Op Op => op;

    /// <summary>The graph.</summary>
    public GraphBuilder Graph => export.Graph;

    /// <summary>How many inputs.</summary>
    public int Inputs => inputs.Count;

    /// <summary>An input's value.</summary>
    public string this[int input] => export.Name(inputs[input], wide: false);

    /// <summary>All inputs' values.</summary>
    public string[] All => [.. Enumerable.Range(0, Inputs).Select(i => this[i])];

    /// <summary>An input's value in the precision it has: float32 in a float16 network where nothing was computed yet.</summary>
    public string Raw(int input) => export.Name(inputs[input], wide: true);

    /// <summary>Says that the first output has the precision of an input given by <see cref="Raw"/>.</summary>
    public void KeepWide(int input) => _wide[0] = export.IsWide(inputs[input]);

    public bool IsWide(int output) => _wide[output];

    /// <summary>The sizes of an input.</summary>
    public Dim[] Dims(int input) => inputs[input].Dims;

    /// <summary>The sizes of an output: for a mapping that takes them from here rather than from the op's constants.</summary>
    public Dim[] OutputDims(int output = 0)
    {
        TookSizes = true;
        return outputDims[output];
    }

    /// <summary>Whether the mapping asked for the sizes of an output.</summary>
    public bool TookSizes { get; private set; }

    /// <summary>How many axes an input has.</summary>
    public int Rank(int input) => Dims(input).Length;

    /// <summary>Whether somebody reads an output.</summary>
    public bool Used(int output) => used[output];

    /// <summary>The type of an input.</summary>
    public DataType Type(int input = 0) => export.TypeOf(inputs[input].Tensor.DType);

    /// <summary>The type of an output.</summary>
    public DataType OutputType(int output = 0) => export.TypeOf(outputSpecs[output].DType);

    /// <summary>A number of an input's type.</summary>
    public string Number(double value, int input = 0) => Graph.Number(value, Type(input));

    /// <summary>Adds a node.</summary>
    public string Node(string type, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) => Graph.Node(type, inputs, attributes);

    /// <summary>A shape as a value: constants, and what depends on the batch computed from the graph's input.</summary>
    public string Shape(Dim[] dims) => export.ShapeOf(dims);
}
