namespace Backprop;

/// <summary>
/// All metrics by task. Where a figure is not defined, scikit-learn's convention holds (a ratio of nothing is 0, R² of a constant
/// target is 0, or 1 if it is met exactly); where that is an error there, the figure is NaN (ROC AUC of a single class).
/// </summary>
public static class Metrics
{
    /// <summary>Of classes that exclude each other, two or more.</summary>
    public static IReadOnlyList<ClassificationMetric> Classification { get; } =
    [
        new Accuracy(), new BalancedAccuracy(), new Precision(), new Recall(), new F1(), new PrecisionMacro(), new RecallMacro(),
        new F1Macro(), new F1Weighted(), new RocAuc(), new LogLoss(), new Brier(), new CalibrationError(), new Matthews(),
    ];

    /// <summary>Of numbers, one target or several.</summary>
    public static IReadOnlyList<RegressionMetric> Regression { get; } =
        [new R2(), new MeanAbsoluteError(), new RootMeanSquaredError(), new MeanAbsolutePercentageError(), new MedianAbsoluteError()];

    /// <summary>Of labels that may hold together.</summary>
    public static IReadOnlyList<MultiLabelMetric> MultiLabel { get; } =
    [
        new SubsetAccuracy(), new LabelAccuracy(), new HammingLoss(), new LabelPrecisionMacro(), new LabelRecallMacro(), new LabelF1Macro(),
        new LabelF1Micro(), new LabelRocAuc(), new LabelLogLoss(),
    ];

    /// <summary>Whether more of a metric is better; the loss is not.</summary>
    /// <exception cref="SettingsException">A name that no metric has.</exception>
    public static bool HigherIsBetter(string name)
    {
        if (name == "loss") return false;
        Metric[] all = [.. Classification, .. Regression, .. MultiLabel];
        return all.FirstOrDefault(m => m.Name == name)?.HigherIsBetter
            ?? throw new SettingsException($"unknown metric '{name}'{Nearest.Hint(name, all.Select(m => m.Name))}; expected loss, {string.Join(", ", all.Select(m => m.Name).Distinct())}");
    }

    /// <summary>All figures of a classification that apply, after the loss if it is given.</summary>
    public static MetricSet Evaluate(ClassificationResults results, double? loss = null) =>
        new([.. Loss(loss), .. Classification.Where(m => m.Applies(results)).Select(m => KeyValuePair.Create(m.Name, m.Compute(results)))], results.Confusion);

    /// <summary>All figures of a regression, after the loss if it is given.</summary>
    public static MetricSet Evaluate(RegressionResults results, double? loss = null) =>
        new([.. Loss(loss), .. Regression.Select(m => KeyValuePair.Create(m.Name, m.Compute(results)))]);

    /// <summary>All figures of a multi-label classification, after the loss if it is given.</summary>
    public static MetricSet Evaluate(MultiLabelResults results, double? loss = null) =>
        new([.. Loss(loss), .. MultiLabel.Select(m => KeyValuePair.Create(m.Name, m.Compute(results)))]);

    private static KeyValuePair<string, double>[] Loss(double? loss) => loss is { } value ? [KeyValuePair.Create("loss", value)] : [];
}
