namespace Backprop;

/// <summary>A recorded op call in the forward and the backward pass.</summary>
public sealed record OperationTrace
{
    /// <summary>The op's name, such as <c>tanh</c>.</summary>
    public required string Op { get; init; }

    /// <summary>Its constants as people read them; empty if it has none.</summary>
    public required string Constants { get; init; }

    /// <summary>The layer it belongs to, as people read it, or the loss.</summary>
    public required string Layer { get; init; }

    /// <summary>What went in: parameters, layers' symbols, other calls' results (v1, v2, …), or a constant.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>What the result is called.</summary>
    public required string Result { get; init; }

    /// <summary>The sizes of the result.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The result, row-major.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>∂L/∂result, row-major.</summary>
    public required IReadOnlyList<double> Gradients { get; init; }
}
