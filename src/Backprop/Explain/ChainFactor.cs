namespace Backprop;

/// <summary>One factor of the chain rule: ∂of/∂by.</summary>
public sealed record ChainFactor
{
    /// <summary>The element above, nearer to the loss: <c>a1[0]</c>, <c>L</c>.</summary>
    public required string Of { get; init; }

    /// <summary>The element below: <c>z1[0]</c>, <c>layers.0.weight[0,1]</c>.</summary>
    public required string By { get; init; }

    /// <summary>The derivative, by the recorded ops' own gradient rules.</summary>
    public required double Value { get; init; }

    /// <summary>Where it comes from: the layer as people read it, or the loss.</summary>
    public required string Layer { get; init; }

    /// <summary>The recorded ops between the two elements, from below.</summary>
    public required IReadOnlyList<OpFactor> Operations { get; init; }

    /// <summary>As <c>∂a1[0]/∂z1[0]</c>.</summary>
    public string Name => $"∂{Of}/∂{By}";
}
