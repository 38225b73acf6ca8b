using System.Globalization;

namespace Backprop.Engine;

/// <summary>y = x above 0, slope · x below (Maas, Hannun and Ng 2013), for an input of any shape.</summary>
public sealed class LeakyRelu : Activation
{
    /// <summary>With this slope.</summary>
    /// <exception cref="SettingsException">It is outside of its range.</exception>
    public LeakyRelu(double slope = 0.01) => Slope = slope >= 0 && double.IsFinite(slope)
        ? slope
        : throw new SettingsException($"the slope of a leaky_relu layer must be 0 or more but is {slope.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The factor below 0; at least 0.</summary>
    public double Slope { get; }

    /// <inheritdoc/>
    public override string Kind => "leaky_relu";

    /// <inheritdoc/>
    public override string Description => Slope == 0.01 ? "" : string.Create(CultureInfo.InvariantCulture, $"slope {Slope}");

    /// <inheritdoc/>
    public override Settings Settings => base.Settings.With("slope", Slope);

    /// <inheritdoc/>
    public override double Gain => Math.Sqrt(2 / (1 + Slope * Slope));

    /// <inheritdoc/>
    public override Initializer WeightInitializer => new HeNormal { Gain = Gain };

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.LeakyRelu(Slope);
}
