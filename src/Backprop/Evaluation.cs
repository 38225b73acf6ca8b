namespace Backprop;

/// <summary>How good a model is on a table.</summary>
/// <param name="Metrics">The figures by their usual names; the loss first.</param>
/// <param name="Rows">Rows it was measured on.</param>
public sealed record Evaluation(MetricSet Metrics, int Rows)
{
    /// <summary>A line a figure.</summary>
    public override string ToString() => Metrics.ToString();
}
