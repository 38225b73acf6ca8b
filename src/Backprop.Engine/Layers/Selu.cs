namespace Backprop.Engine;

/// <summary>y = λ · x above 0, λ · α · (eˣ − 1) below, with the constants that keep mean 0 and variance 1 (Klambauer et al. 2017), for an input of any shape.</summary>
public sealed class Selu : Activation
{
    /// <inheritdoc/>
    public override string Kind => "selu";

    /// <inheritdoc/>
    public override double Gain => 0.75;

    /// <inheritdoc/>
    public override Initializer WeightInitializer => new LecunNormal();

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Selu();
}
