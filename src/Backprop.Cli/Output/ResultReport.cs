namespace Backprop.Cli;

/// <summary>Figures for people: the ones that matter side by side, the network beside what it must beat.</summary>
internal static class ResultReport
{
    private static readonly string[] Shown =
        ["loss", "accuracy", "balanced_accuracy", "f1_macro", "roc_auc", "subset_accuracy", "label_accuracy", "f1_micro", "r2", "mae", "rmse"];

    /// <summary>The names of the figures a short table shows.</summary>
    public static IEnumerable<string> Chosen(MetricSet metrics) => metrics.Keys.Where(m => Shown.Contains(m));

    /// <summary>Figures by part: a line each, a column a part.</summary>
    /// <param name="parts">The parts' names and figures.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="all">Whether all figures are shown.</param>
    public static void Write(IReadOnlyList<(string Name, MetricSet Metrics)> parts, Terminal terminal, bool all = false)
    {
        var first = parts[0].Metrics;
        string[] heads = ["", .. parts.Select(p => ">" + p.Name)];
        terminal.Table(heads, (all ? first.Keys : Chosen(first)).Select(m => (IReadOnlyList<string>)
            [m, .. parts.Select(p => p.Metrics.TryGetValue(m, out var value) ? Words.Number(value) : "")]));
    }
}
