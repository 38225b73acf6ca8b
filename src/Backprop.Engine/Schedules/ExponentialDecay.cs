namespace Backprop.Engine;

/// <summary>Times γ at every step: γⁿ.</summary>
public sealed record ExponentialDecay : Schedule
{
    /// <summary>With this γ, in [0, 1]; <c>Elementary.Pow(0.01, 1.0 / total)</c> ends at a hundredth.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1].</exception>
    public ExponentialDecay(double gamma) => Gamma = InRange.Between(gamma, 0, 1, Kind, "gamma");

    /// <inheritdoc/>
    public override string Kind => "exponential";

    /// <summary>γ.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override double Factor(int step) => UpdateKernels.IntegerPower(Gamma, step);
}
