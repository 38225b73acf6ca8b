namespace Backprop.Engine;

/// <summary>
/// y = x · Φ(x) with the normal distribution function Φ, for an input of any shape; or its approximation
/// ½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) (Hendrycks and Gimpel 2016).
/// </summary>
public sealed class Gelu : Activation
{
    /// <summary>Exact, or by tanh.</summary>
    public Gelu(bool approximate = false) => Approximate = approximate;

    /// <summary>Whether tanh stands in for the error function.</summary>
    public bool Approximate { get; }

    /// <inheritdoc/>
    public override string Kind => "gelu";

    /// <inheritdoc/>
    public override string Description => Approximate ? "by tanh" : "";

    /// <inheritdoc/>
    public override Settings Settings => base.Settings.With("approximate", Approximate);

    /// <inheritdoc/>
    public override double Gain => Math.Sqrt(2);

    /// <inheritdoc/>
    public override Initializer WeightInitializer => new HeNormal { Gain = Gain };

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Gelu(Approximate);
}
