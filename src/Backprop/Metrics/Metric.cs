namespace Backprop;

/// <summary>A figure of merit of a model's outputs on a part of the data. A figure that is not defined there is NaN.</summary>
public abstract class Metric
{
    /// <summary>The name under which reports and <c>--json</c> show it, as <c>f1_macro</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether more is better (accuracy) rather than less (an error).</summary>
    public abstract bool HigherIsBetter { get; }
}
