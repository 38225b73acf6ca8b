namespace Backprop;

/// <summary>Several yes-or-no answers: one output each, σ of which is the probability of yes.</summary>
internal sealed class MultiLabelHead(Preprocessor preprocessor) : TaskHead(preprocessor)
{
    public override IReadOnlyList<string> Losses => ["binary_cross_entropy", "hinge"];

    public override Tensor Activate(Tensor outputs) => outputs.Sigmoid();

    public override MetricSet Measure(double[] predictions, EncodedTable truth, double? loss) => Metrics.Evaluate(
        new MultiLabelResults(Array.ConvertAll(predictions, p => (float)p), Array.ConvertAll(truth.Targets, t => t > 0.5f), Preprocessor.Outputs), loss);

    public override (string Name, double[] Row) Constant(EncodedTable train)
    {
        var shares = new double[Preprocessor.Outputs];
        for (var i = 0; i < train.Targets.Length; i++)
            shares[i % shares.Length] += train.Targets[i] / (double)train.Rows;
        return ("majority", shares);
    }
}
