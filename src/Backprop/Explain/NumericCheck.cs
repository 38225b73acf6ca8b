namespace Backprop;

/// <summary>The same derivative without the chain rule: (L(w + h) − L(w − h)) / 2h, in float64.</summary>
/// <param name="Step">h.</param>
/// <param name="LossAbove">L(w + h).</param>
/// <param name="LossBelow">L(w − h).</param>
/// <param name="Derivative">The difference quotient.</param>
/// <param name="RelativeError">Its distance from the gradient, relative to the larger of both (or to 10⁻⁸ if that is larger).</param>
public sealed record NumericCheck(double Step, double LossAbove, double LossBelow, double Derivative, double RelativeError)
{
    /// <summary>How large the error may be: what rounding of the loss and the curvature leave.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>Whether both agree. They do not where a kink (ReLU at 0) lies between w − h and w + h.</summary>
    public bool Agrees => RelativeError <= Tolerance;
}
