namespace Backprop.Tuning;

/// <summary>
/// A search: trials one after another, each with the settings its sampler proposes, ended early where its pruner says so.
/// It knows nothing of networks: an objective does the work. The same space, sampler, pruner and objective give the same
/// trials; no clock is part of any decision but <see cref="Enough"/>'s, which says only when to stop.
/// </summary>
public sealed class Study
{
    // So many proposals in a row that were all tried before: the space is used up.
    private const int MostRepeats = 1000;

    private readonly List<Trial> _trials = [];
    private readonly SearchSpace _space;
    private readonly Sampler _sampler;
    private readonly Pruner _pruner;
    private int _draw;

    /// <summary>A study without trials yet.</summary>
    public Study(SearchSpace space, Sampler sampler, Pruner pruner)
    {
        (_space, _sampler, _pruner) = (space, sampler, pruner);
    }

    /// <summary>Whether more of the objective is better; less is, unless set.</summary>
    public bool HigherIsBetter { get; init; }

    /// <summary>The first trial's settings; null for a proposal.</summary>
    public IReadOnlyDictionary<string, string>? Start { get; init; }

    /// <summary>Trials that were done earlier, in order: they are taken as they are before new ones are tried.</summary>
    public IReadOnlyList<Trial> Done { get; init; } = [];

    /// <summary>Asked before each trial and after each epoch: whether to stop.</summary>
    public Func<bool>? Enough { get; init; }

    /// <summary>Told of everything, on the thread of <see cref="Run"/>.</summary>
    public Action<StudyEvent>? OnEvent { get; init; }

    /// <summary>The trials so far, in order.</summary>
    public IReadOnlyList<Trial> Trials => _trials;

    /// <summary>The best trial: of the complete ones; while there is none, of the interrupted ones.</summary>
    public Trial? Best => Ranking.FirstOrDefault();

    /// <summary>
    /// The trials that have a result, best first: complete before interrupted, then by value, loss and number. Pruned
    /// trials are no candidates: at the rung where each ended, others were better.
    /// </summary>
    public IEnumerable<Trial> Ranking => _trials
        .Where(t => t.Value is not null && t.State is TrialState.Complete or TrialState.Interrupted)
        .OrderBy(t => t.State)
        .ThenBy(t => HigherIsBetter ? -t.Value : t.Value)
        .ThenBy(t => t.Loss ?? double.PositiveInfinity)
        .ThenBy(t => t.Number);

    /// <summary>Runs until there are so many trials.</summary>
    /// <param name="trials">How many in all, at least 1.</param>
    /// <param name="objective">Does the work of one trial; a <see cref="DivergenceException"/> or a result that is not finite is a failed trial.</param>
    /// <param name="cancel">Ends the study; what was found is kept. The objective watches it, too.</param>
    /// <exception cref="SettingsException">Fewer than 1 trial.</exception>
    public StudyEnd Run(int trials, Func<TrialRun, TrialResult> objective, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        if (trials < 1)
            throw new SettingsException($"the number of trials must be 1 or more but is {trials}");
        var end = StudyEnd.Trials;
        while (_trials.Count < trials)
        {
            if (cancel.IsCancellationRequested)
                end = StudyEnd.Cancelled;
            else if (Enough?.Invoke() == true)
                end = StudyEnd.Enough;
            else if ((_trials.Count == 0 && Start is not null ? Start : Next()) is not { } settings)
                end = StudyEnd.Exhausted;
            else
            {
                Add(_trials.Count < Done.Count ? Done[_trials.Count] : Try(settings, objective, cancel));
                continue;
            }

            break;
        }

        // Cancelled in the last trial is cancelled, too.
        if (end == StudyEnd.Trials && _trials[^1].State == TrialState.Interrupted)
            end = cancel.IsCancellationRequested ? StudyEnd.Cancelled : StudyEnd.Enough;
        OnEvent?.Invoke(new StudyEvent.StudyEnded(end, Best));
        return end;
    }

    private IReadOnlyDictionary<string, string>? Next()
    {
        for (var repeats = 0; repeats < MostRepeats; repeats++)
        {
            if (_sampler.Propose(_space, _trials, _draw++) is not { } settings)
                return null;
            if (!_trials.Any(t => Same(t.Settings, settings)))
                return settings;
        }

        return null;
    }

    private Trial Try(IReadOnlyDictionary<string, string> settings, Func<TrialRun, TrialResult> objective, CancellationToken cancel)
    {
        var number = _trials.Count + 1;
        OnEvent?.Invoke(new StudyEvent.TrialStarted(number, settings));
        var run = new TrialRun(number, settings, Prune, () => cancel.IsCancellationRequested || Enough?.Invoke() == true);
        Trial Ended(TrialState state, TrialResult? result = null, string? problem = null) => new()
        {
            Number = number,
            Settings = run.Settings,
            State = state,
            Value = result is { } found && double.IsFinite(found.Value) ? found.Value : null,
            Loss = result is { } kept && double.IsFinite(kept.Loss) ? kept.Loss : null,
            BestEpoch = result?.BestEpoch ?? 0,
            Losses = run.Losses,
            Problem = problem,
        };
        try
        {
            var result = objective(run);
            return !result.Finished ? Ended(run.IsPruned ? TrialState.Pruned : TrialState.Interrupted, result)
                : double.IsFinite(result.Value) ? Ended(TrialState.Complete, result)
                : Ended(TrialState.Failed, result, $"the objective is {Dimension.Text(result.Value)}");
        }
        catch (DivergenceException e)
        {
            // Once pruned, what happens to it is of no account.
            return run.IsPruned ? Ended(TrialState.Pruned) : Ended(TrialState.Failed, problem: e.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested || run.IsPruned)
        {
            return Ended(run.IsPruned ? TrialState.Pruned : TrialState.Interrupted);
        }

        bool Prune(IReadOnlyList<double> losses)
        {
            OnEvent?.Invoke(new StudyEvent.TrialEpoch(number, losses.Count, losses[^1]));
            return _pruner.Ends(losses, _trials);
        }
    }

    private void Add(Trial trial)
    {
        _trials.Add(trial);
        OnEvent?.Invoke(new StudyEvent.TrialEnded(trial, ReferenceEquals(Best, trial)));
    }

    private static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(s => b.TryGetValue(s.Key, out var value) && value == s.Value);
}
