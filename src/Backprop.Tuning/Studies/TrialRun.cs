namespace Backprop.Tuning;

/// <summary>A trial that runs: its settings, and whom to tell of each epoch.</summary>
public sealed class TrialRun
{
    private readonly List<double> _losses = [];
    private readonly Func<IReadOnlyList<double>, bool> _prune;
    private readonly Func<bool> _stop;

    internal TrialRun(int number, IReadOnlyDictionary<string, string> settings, Func<IReadOnlyList<double>, bool> prune, Func<bool> stop)
    {
        (Number, Settings, _prune, _stop) = (number, settings, prune, stop);
    }

    /// <summary>From 1; the first trial of a study is its start.</summary>
    public int Number { get; }

    /// <summary>What to try. The objective may fill in what a default turned out to be.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; }

    /// <summary>The validation loss after each epoch so far.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>Whether the pruner ended it.</summary>
    public bool IsPruned { get; private set; }

    /// <summary>Tells of an epoch.</summary>
    /// <param name="loss">The validation loss after it.</param>
    /// <returns>Whether to go on; if not, the objective returns at once.</returns>
    public bool Report(double loss)
    {
        _losses.Add(loss);
        if (_stop())
            return false;
        IsPruned = _prune(_losses);
        return !IsPruned;
    }
}
