namespace Backprop;

/// <summary>One way from an element up to the loss, of several: ∂L/∂of · ∂of/∂by.</summary>
/// <param name="Gradient">∂L/∂of, by the backward pass.</param>
/// <param name="Factor">∂of/∂by.</param>
public sealed record ChainTerm(double Gradient, ChainFactor Factor)
{
    /// <summary>Their product.</summary>
    public double Product => Gradient * Factor.Value;
}
