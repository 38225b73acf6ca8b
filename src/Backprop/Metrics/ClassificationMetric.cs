namespace Backprop;

/// <summary>A metric of class probabilities against true classes.</summary>
public abstract class ClassificationMetric : Metric
{
    /// <summary>Whether reports show it: precision, recall and F1 of a positive class exist for two classes only.</summary>
    public virtual bool Applies(ClassificationResults results) => true;

    /// <summary>Its value; NaN without rows.</summary>
    public double Compute(ClassificationResults results) => results.Rows == 0 ? double.NaN : Evaluate(results);

    /// <summary>Its value for at least one row. Sums are taken in double, in the order of rows and classes.</summary>
    protected abstract double Evaluate(ClassificationResults results);
}
