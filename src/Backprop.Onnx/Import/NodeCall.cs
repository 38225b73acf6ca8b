using Kind = Backprop.Onnx.AttributeProto.Types.AttributeType;

namespace Backprop.Onnx;

/// <summary>A node as its operator sees it: its constants, and the values of its inputs while it runs.</summary>
internal sealed class NodeCall
{
    private readonly NodeProto _node;
    private readonly Dictionary<string, AttributeProto> _attributes = new(StringComparer.Ordinal);
    private GraphValue?[] _values = [];

    public NodeCall(NodeProto node, long opset)
    {
        (_node, Opset) = (node, opset);
        foreach (var attribute in node.Attribute)
        {
            if (!_attributes.TryAdd(attribute.Name, attribute))
                throw Wrong($"has the attribute '{attribute.Name}' twice");
        }
    }

    /// <summary>The version of its operator set.</summary>
    public long Opset { get; }

    /// <summary>Its operator.</summary>
    public string Type => _node.OpType;

    /// <summary>The names of its inputs; an absent one is empty.</summary>
    public IReadOnlyList<string> Inputs => _node.Input;

    /// <summary>The names of its outputs; one that is not used may be empty.</summary>
    public IReadOnlyList<string> Outputs => _node.Output;

    /// <summary>Runs it on these inputs.</summary>
    public GraphValue[] Run(NodeRule rule, GraphValue?[] values)
    {
        _values = values;
        try
        {
            return rule(this);
        }
        catch (Exception e) when (e is ShapeException or SettingsException or OverflowException)
        {
            throw Wrong($"cannot be computed on {string.Join(", ", values.Where(v => v is not null).Select(v => $"[{string.Join(", ", v!.Dims)}]"))}: {e.Message}", e);
        }
        finally
        {
            _values = [];
        }
    }

    /// <summary>How many inputs are given.</summary>
    public int Count => _values.Length;

    /// <summary>Whether an input is given.</summary>
    public bool Has(int input) => input < _values.Length && _values[input] is not null;

    /// <summary>An input.</summary>
    public GraphValue Value(int input) => Has(input) ? _values[input]! : throw Wrong($"lacks its input {input}");

    /// <summary>An input as a tensor.</summary>
    public Tensor this[int input] => Value(input).Tensor;

    /// <summary>Known whole numbers.</summary>
    public long[] Whole(int input) => Value(input).Whole ?? throw Wrong($"has an input {input} that must be known beforehand, not computed from the data");

    /// <summary>One known number of a float input, such as a bound.</summary>
    public double Number(int input) => Value(input) is { Whole: null, Tensor: { Count: 1 } one } ? one.Item()
        : Value(input).Whole is [var whole] ? whole : throw Wrong($"needs one number as its input {input}");

    /// <summary>Whole numbers that stood in an attribute once and are an input since.</summary>
    public long[]? WholeOrAttribute(int input, string attribute) => _attributes.ContainsKey(attribute) ? Ints(attribute) : Has(input) ? Whole(input) : null;

    /// <summary>A whole number among its constants.</summary>
    public long Int(string name, long usual) => Find(name, Kind.Int)?.I ?? usual;

    /// <summary>A number among its constants.</summary>
    public double Float(string name, double usual) => Find(name, Kind.Float)?.F is { } value ? value : usual;

    /// <summary>A text among its constants.</summary>
    public string Text(string name, string usual) => Find(name, Kind.String)?.S.ToStringUtf8() ?? usual;

    /// <summary>Whole numbers among its constants.</summary>
    public long[]? Ints(string name) => Find(name, Kind.Ints)?.Ints.ToArray();

    /// <summary>A constant of any type.</summary>
    public AttributeProto? Attribute(string name) => _attributes.GetValueOrDefault(name);

    /// <summary>An axis among its constants, counted from the front.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Wrong($"names axis {axis} of a value of {rank} axes");

    /// <summary>An error that says which node it is about.</summary>
    public OnnxException Wrong(string what, Exception? inner = null)
    {
        var message = $"the node {(_node.Name.Length > 0 ? $"'{_node.Name}' ({_node.OpType})" : $"{_node.OpType} → '{_node.Output.FirstOrDefault()}'")} {what}";
        return inner is null ? new(message) : new(message, inner);
    }

    // Files of the format's first version do not tell the type.
    private AttributeProto? Find(string name, Kind kind) => !_attributes.TryGetValue(name, out var attribute) ? null
        : attribute.Type == kind || attribute.Type == Kind.Undefined ? attribute
        : throw Wrong($"has the attribute '{name}' as {attribute.Type.ToString().ToLowerInvariant()} where {kind.ToString().ToLowerInvariant()} is expected");
}

/// <summary>What an operator computes.</summary>
internal delegate GraphValue[] NodeRule(NodeCall node);
