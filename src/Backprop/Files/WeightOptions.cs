namespace Backprop;

/// <summary>How tensors of a file find their places in a network. By default all must fit: nothing missing, nothing left over.</summary>
public sealed record WeightOptions
{
    /// <summary>Whether variables of the network may keep the values they have because the file lacks them.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>Whether the file may have tensors that the network has no place for.</summary>
    public bool AllowUnused { get; init; }

    /// <summary>
    /// Names, or beginnings of names up to a dot, in the file → in the network: <c>fc1</c> → <c>layers.0</c> reads
    /// <c>fc1.weight</c> and <c>fc1.bias</c> into the first layer. The longest beginning that fits is taken.
    /// </summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether weights of linear layers stand as [inputs, outputs] in the file, as in Keras and scikit-learn; PyTorch's, and
    /// those here, are [outputs, inputs].
    /// </summary>
    public bool InputsFirst { get; init; }
}
