namespace Backprop;

/// <summary>One of two classes: one output, σ of which is the probability of the second.</summary>
internal sealed class BinaryHead(Preprocessor preprocessor) : TaskHead(preprocessor)
{
    public override IReadOnlyList<string> Losses => ["binary_cross_entropy", "hinge"];

    public override int Width => 2;

    public override Tensor Activate(Tensor outputs) => outputs.Sigmoid();

    public override void Finish(ReadOnlySpan<float> activated, Span<double> predictions)
    {
        for (var i = 0; i < activated.Length; i++)
            (predictions[2 * i], predictions[(2 * i) + 1]) = (1 - (double)activated[i], activated[i]);
    }

    public override MetricSet Measure(double[] predictions, EncodedTable truth, double? loss) => Metrics.Evaluate(
        new ClassificationResults(Array.ConvertAll(predictions, p => (float)p), truth.Classes, 2, Preprocessor.ClassNames), loss);

    public override (string Name, double[] Row) Constant(EncodedTable train)
    {
        var share = train.Classes.Sum() / (double)train.Rows;
        return ("majority", [1 - share, share]);
    }

    public override int[] ClassCounts(EncodedTable rows) => [rows.Classes.Count(c => c == 0), rows.Classes.Count(c => c == 1)];
}
