using System.Globalization;

namespace Backprop.Engine;

/// <summary>y = x above 0, α · (eˣ − 1) below (Clevert, Unterthiner and Hochreiter 2016), for an input of any shape.</summary>
public sealed class Elu : Activation
{
    /// <summary>With this alpha.</summary>
    /// <exception cref="SettingsException">It is outside of its range.</exception>
    public Elu(double alpha = 1) => Alpha = alpha > 0 && double.IsFinite(alpha)
        ? alpha
        : throw new SettingsException($"the alpha of a elu layer must be more than 0 but is {alpha.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>−α is what large negative inputs give; more than 0.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public override string Kind => "elu";

    /// <inheritdoc/>
    public override string Description => Alpha == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"alpha {Alpha}");

    /// <inheritdoc/>
    public override Settings Settings => base.Settings.With("alpha", Alpha);

    /// <inheritdoc/>
    public override double Gain => Math.Sqrt(2);

    /// <inheritdoc/>
    public override Initializer WeightInitializer => new HeNormal { Gain = Gain };

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Elu(Alpha);
}
