namespace Backprop;

/// <summary>
/// One or several numbers: one output each, in the scaled target's units. With the Poisson loss outputs are logarithms of
/// the expected counts.
/// </summary>
internal sealed class RegressionHead(Preprocessor preprocessor, bool exponential) : TaskHead(preprocessor)
{
    public override IReadOnlyList<string> Losses =>
        ["mean_squared_error", "mean_absolute_error", "huber", "quantile", "half_squared_error", "poisson"];

    public override Tensor Activate(Tensor outputs) => exponential ? outputs.Exp() : outputs;

    public override void Finish(ReadOnlySpan<float> activated, Span<double> predictions)
    {
        var targets = Preprocessor.Outputs;
        for (var i = 0; i < activated.Length; i++)
            predictions[i] = Preprocessor.Unscale(activated[i], i % targets);
    }

    public override MetricSet Measure(double[] predictions, EncodedTable truth, double? loss) =>
        Metrics.Evaluate(new RegressionResults(predictions, truth.TargetValues, Preprocessor.Outputs), loss);

    public override (string Name, double[] Row) Constant(EncodedTable train)
    {
        var means = new double[Preprocessor.Outputs];
        for (var i = 0; i < train.TargetValues.Length; i++)
            means[i % means.Length] += train.TargetValues[i] / train.Rows;
        return ("mean", means);
    }
}
