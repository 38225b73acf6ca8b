namespace Backprop.Tuning;

/// <summary>Every trial spends all its epochs.</summary>
public sealed class NoPruner : Pruner
{
    /// <inheritdoc/>
    public override string Name => "none";

    /// <inheritdoc/>
    public override bool Ends(IReadOnlyList<double> losses, IReadOnlyList<Trial> trials) => false;
}
