namespace Backprop;

/// <summary>A layer in the forward and the backward pass.</summary>
public sealed record LayerTrace
{
    /// <summary>Its place in the network, such as <c>layers.1</c>; empty for the whole.</summary>
    public required string Path { get; init; }

    /// <summary>Its registered name, such as <c>linear</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>As people read it: <c>linear 'layers.1' (64 → 10)</c>.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// What its output is called in the chain: z for linear layers, a for activations, n for norms, e for embeddings, h for
    /// others, each numbered from 1.
    /// </summary>
    public required string Symbol { get; init; }

    /// <summary>Whether the output is the input itself, as of dropout in prediction.</summary>
    public bool PassThrough { get; init; }

    /// <summary>The sizes of the output, <c>[1, features]</c>.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The output, row-major.</summary>
    public required IReadOnlyList<double> Output { get; init; }

    /// <summary>δ = ∂L/∂output, row-major.</summary>
    public required IReadOnlyList<double> Delta { get; init; }
}
