namespace Backprop;

/// <summary>Where several ways to the loss meet in one element: ∂L/∂by = Σ ∂L/∂of · ∂of/∂by over all of them.</summary>
public sealed record ChainSum
{
    /// <summary>The element.</summary>
    public required string By { get; init; }

    /// <summary>The terms, in order; only the largest if there are many.</summary>
    public required IReadOnlyList<ChainTerm> Terms { get; init; }

    /// <summary>How many more terms there are.</summary>
    public required int Omitted { get; init; }

    /// <summary>Their sum.</summary>
    public required double OmittedSum { get; init; }

    /// <summary>The sum of all terms.</summary>
    public required double Total { get; init; }
}
