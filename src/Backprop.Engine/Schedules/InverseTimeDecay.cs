namespace Backprop.Engine;

/// <summary>1 / (1 + decay · n).</summary>
public sealed record InverseTimeDecay : Schedule
{
    /// <summary>With this decay a step, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public InverseTimeDecay(double decay) => Decay = InRange.AtLeastZero(decay, Kind, "decay");

    /// <inheritdoc/>
    public override string Kind => "inverse_time";

    /// <summary>The decay a step.</summary>
    public double Decay { get; }

    /// <inheritdoc/>
    public override double Factor(int step) => 1 / (1 + Decay * step);
}
