namespace Backprop.Engine;

/// <summary>
/// A straight rise before another schedule: (n + 1)/(steps + 1) of its first factor for so many steps, then the other one
/// from its step 0 on.
/// </summary>
public sealed record WarmUp : Schedule
{
    /// <summary>So many steps before <paramref name="inner"/>.</summary>
    /// <exception cref="SettingsException">The number of steps is less than 1.</exception>
    public WarmUp(Schedule inner, int steps) => (Inner, WarmUpSteps) = (inner, Steps(steps, Kind, "number of steps"));

    /// <inheritdoc/>
    public override string Kind => "warm_up";

    /// <summary>What follows.</summary>
    public Schedule Inner { get; }

    /// <summary>Steps of the rise.</summary>
    public int WarmUpSteps { get; }

    /// <inheritdoc/>
    public override double Factor(int step) =>
        step < WarmUpSteps ? Inner.Factor(0) * (step + 1) / (WarmUpSteps + 1) : Inner.Factor(step - WarmUpSteps);

    internal override Plateau? Rule => Inner.Rule;
}
