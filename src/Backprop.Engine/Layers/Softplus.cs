using System.Globalization;

namespace Backprop.Engine;

/// <summary>y = log(1 + e^(βx)) / β (Dugas et al. 2001), for an input of any shape.</summary>
public sealed class Softplus : Activation
{
    /// <summary>With this beta.</summary>
    /// <exception cref="SettingsException">It is outside of its range.</exception>
    public Softplus(double beta = 1) => Beta = beta > 0 && double.IsFinite(beta)
        ? beta
        : throw new SettingsException($"the beta of a softplus layer must be more than 0 but is {beta.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The larger, the nearer to ReLU; more than 0.</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override string Kind => "softplus";

    /// <inheritdoc/>
    public override string Description => Beta == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"beta {Beta}");

    /// <inheritdoc/>
    public override Settings Settings => base.Settings.With("beta", Beta);

    /// <inheritdoc/>
    public override double Gain => Math.Sqrt(2);

    /// <inheritdoc/>
    public override Initializer WeightInitializer => new HeNormal { Gain = Gain };

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Softplus(Beta);
}
