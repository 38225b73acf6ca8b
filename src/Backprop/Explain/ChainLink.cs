namespace Backprop;

/// <summary>
/// ∂L/∂variable as a product: the factors from the loss down to the variable or, where several ways meet on the way up, from
/// that sum down.
/// </summary>
public sealed record ChainLink
{
    /// <summary>The element whose gradient this is: <c>layers.0.weight[0,1]</c>, <c>z2[0]</c>.</summary>
    public required string Variable { get; init; }

    /// <summary>∂L/∂variable by the backward pass.</summary>
    public required double Gradient { get; init; }

    /// <summary>Where ways meet: the first multiplicand; null if one way leads up to the loss.</summary>
    public required ChainSum? Sum { get; init; }

    /// <summary>The factors, from above.</summary>
    public required IReadOnlyList<ChainFactor> Factors { get; init; }

    /// <summary>Whether the way up is complete: it ends at the loss or at a sum, not at a factor of 0.</summary>
    public required bool Connected { get; init; }

    /// <summary>The product of the sum, if there is one, and all factors; 0 if the loss does not depend on the variable.</summary>
    public double Product =>
        Factors.Count == 0 && Sum is null ? 0 : Factors.Aggregate(Sum?.Total ?? 1, (product, factor) => product * factor.Value);
}
