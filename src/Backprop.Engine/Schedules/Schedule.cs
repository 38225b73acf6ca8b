namespace Backprop.Engine;

/// <summary>
/// How the learning rate changes over the updates: a factor for the base learning rate, a pure function of the step, so that
/// resuming needs nothing but the step's number. <see cref="Plateau"/> alone also depends on losses; a
/// <see cref="LearningRateControl"/> keeps what it needs.
/// </summary>
public abstract record Schedule
{
    /// <summary>The name it is registered under, such as <c>cosine</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The factor for the update of this number, from 0.</summary>
    public abstract double Factor(int step);

    /// <summary>The learning rate for the update of this number, from 0.</summary>
    public double At(int step, double baseRate) => baseRate * Factor(step);

    /// <summary>The plateau rule in it, if there is one.</summary>
    internal virtual Plateau? Rule => null;

    private protected static int Steps(int value, string of, string name) => InRange.AtLeast(value, 1, of, name);

    /// <summary>From 1 at position 0 to 0 at position 1 along half a cosine.</summary>
    private protected static double HalfCosine(double position) => 0.5 * (1 + Elementary.Cos(Math.PI * position));
}
