namespace Backprop;

/// <summary>One of several classes: one output a class, their softmax the probabilities.</summary>
internal sealed class MultiClassHead(Preprocessor preprocessor) : TaskHead(preprocessor)
{
    public override IReadOnlyList<string> Losses => ["cross_entropy", "hinge"];

    public override Tensor Target(EncodedTable rows, int first, int count) => Tensor.From<int>(rows.Classes.AsSpan(first, count), count);

    public override Tensor Target(Batch batch) => Tensor.From(batch.Classes, batch.Rows);

    public override Tensor Activate(Tensor outputs) => outputs.Softmax();

    public override MetricSet Measure(double[] predictions, EncodedTable truth, double? loss) => Metrics.Evaluate(
        new ClassificationResults(Array.ConvertAll(predictions, p => (float)p), truth.Classes, Preprocessor.Outputs, Preprocessor.ClassNames), loss);

    public override (string Name, double[] Row) Constant(EncodedTable train) =>
        ("majority", [.. ClassCounts(train).Select(c => c / (double)train.Rows)]);

    public override int[] ClassCounts(EncodedTable rows)
    {
        var counts = new int[Preprocessor.Outputs];
        foreach (var label in rows.Classes)
            counts[label]++;
        return counts;
    }
}
