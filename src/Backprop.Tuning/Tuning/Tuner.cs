namespace Backprop.Tuning;

/// <summary>
/// Searches the settings of training by validation results. The first trial is the start as it is given, however bad; the
/// best trial's model is kept as it was trained. Same settings, data and seed: the same trials, the same model bytes.
/// No test part is given here, so none is looked at.
/// </summary>
public sealed record Tuner
{
    private const ulong Stream = 0x54756E65;

    /// <summary>The start: how the first trial is trained. All trials share its seed.</summary>
    public Trainer Trainer { get; init; } = new();

    /// <summary>How many trials, the start included.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>What is searched; null: <see cref="TunableSettings.Space(TuningStart)"/>.</summary>
    public SearchSpace? Space { get; init; }

    /// <summary>What proposes settings; null: chance, by the trainer's seed.</summary>
    public Sampler? Sampler { get; init; }

    /// <summary>What ends bad trials early, judging by the validation loss; null: <see cref="HalvingFor"/>.</summary>
    public Pruner? Pruner { get; init; }

    /// <summary>What decides: <c>loss</c> or the name of a metric, on the validation part. Equal ones are told apart by the loss.</summary>
    public string Metric { get; init; } = "loss";

    /// <summary>The search stops after this time; what was found is kept. The one thing a clock decides.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Where trials are written as JSON lines; null: nowhere.</summary>
    public string? Log { get; init; }

    /// <summary>
    /// Where the search writes down all it needs to go on after an interruption, with the same trials and bits; null: nowhere. More
    /// trials may be asked for when it goes on; a limit of time begins anew.
    /// </summary>
    public CheckpointSettings? Checkpoints { get; init; }

    /// <summary>Told of trials; of what happens inside them, <see cref="Trainer.OnEvent"/> is told.</summary>
    public Action<StudyEvent>? OnEvent { get; init; }

    /// <summary>Chance, by a trainer's seed.</summary>
    public static RandomSampler RandomFor(Trainer trainer) => new(StreamOf(trainer));

    /// <summary>A grid in an order by a trainer's seed.</summary>
    /// <exception cref="SettingsException">Fewer than 1 point.</exception>
    public static GridSampler GridFor(Trainer trainer, int points = 3) => new(StreamOf(trainer), points);

    /// <summary>Successive halving by thirds, first after a ninth of a trainer's epochs.</summary>
    public static SuccessiveHalving HalvingFor(Trainer trainer) => new((Math.Max(1, trainer.Epochs) + 8) / 9);

    /// <summary>Searches.</summary>
    /// <param name="network">The network of the start. Of a <see cref="DenseNetwork"/> the layers are searched, too.</param>
    /// <param name="train">What each trial learns from.</param>
    /// <param name="validation">What decides.</param>
    /// <param name="cancel">Ends the search; what was found is returned.</param>
    /// <exception cref="SettingsException">A setting of the start or of the search is out of its range, or a name is not known.</exception>
    /// <exception cref="FileException">The log or a checkpoint cannot be written, or what is gone on from is damaged.</exception>
    public TuningResult Run(NetworkDesign network, TableData train, TableData validation, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        Trainer.Validate();
        var higher = Metrics.HigherIsBetter(Metric);
        if (TimeLimit is { } limit && limit <= TimeSpan.Zero)
            throw new SettingsException("the limit of time must be positive");
        var start = new TuningStart(network, Trainer, train.Count);
        var space = Space ?? TunableSettings.Space(start);
        var began = Trainer.Clock.GetTimestamp();
        var (sampler, pruner) = (Sampler ?? RandomFor(Trainer), Pruner ?? HalvingFor(Trainer));
        using var folder = Checkpoints is null ? null : new StudyFolder(Checkpoints, RunIdentity.Of(Trainer, network, train, validation)
            .With("space", space.ToString()).With("sampler", sampler.ToString()).With("pruner", pruner.ToString()).With("metric", Metric));
        using var log = Log is null ? null : new StudyLog(Log);
        Model? last = null, best = null, first = null;
        Study study = null!;
        study = new Study(space, sampler, pruner)
        {
            HigherIsBetter = higher,
            Start = TunableSettings.Of(start, space),
            Done = folder?.Done ?? [],
            Enough = TimeLimit is { } time ? () => Trainer.Clock.GetElapsedTime(began) >= time : null,
            OnEvent = what =>
            {
                if (what is StudyEvent.TrialEnded ended)
                {
                    log?.Write(ended.Trial);
                    var isFirst = ended.Trial is { Number: 1, State: TrialState.Complete };
                    if (ended.Trial.Number <= folder?.Done.Count)
                        last = folder.ModelOf(ended.Trial.Number);
                    else if (ended.Trial.State != TrialState.Interrupted)
                        folder?.Add(study.Trials, study.Best?.Number, isFirst || ended.IsBest ? last : null);
                    best = ended.IsBest ? last : best;
                    first = isFirst ? last : first;
                    last = null;
                }

                OnEvent?.Invoke(what);
            },
        };
        TrialResult Try(TrialRun run)
        {
            (last, var result) = Train(run, SettingsOf(run.Number, run.Settings), folder?.CheckpointsOf(run.Number), train, validation, cancel);
            return result;
        }

        var end = study.Run(Trials, Try, cancel);
        var ranking = study.Ranking.ToList();
        return new(end, study.Trials, ranking, best, first) { Settings = ranking.Count > 0 ? SettingsOf(ranking[0].Number, ranking[0].Settings) : null };

        // The start is taken as it is: what a default decides stays with the default.
        TuningStart SettingsOf(int number, IReadOnlyDictionary<string, string> settings) => number == 1 ? start : start.With(settings);
    }

    private (Model, TrialResult) Train(TrialRun run, TuningStart settings, CheckpointSettings? checkpoints, TableData train, TableData validation, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var trainer = settings.Trainer with
        {
            Checkpoints = checkpoints,
            OnEvent = what =>
            {
                switch (what)
                {
                    case TrainingStarted started:
                        if (run.Number == 1)
                            run.Settings = Decided(run.Settings, started);
                        foreach (var epoch in started.Resumed?.History ?? [])
                            Report(epoch);
                        break;
                    // Told to stop, the trainer still ends the epoch it has begun.
                    case EpochEnded epoch when !stop.IsCancellationRequested || cancel.IsCancellationRequested:
                        Report(epoch.Record);
                        break;
                }

                Trainer.OnEvent?.Invoke(what);
            },
        };
        var model = trainer.Fit(settings.Network, train, validation, stop.Token);
        var record = model.Record;
        var loss = record.History.FirstOrDefault(e => e.Epoch == record.BestEpoch)?.ValidationLoss ?? double.NaN;
        var value = Metric == "loss" ? loss : model.Evaluate(validation).Metrics[Metric];
        return (model, new(value, loss, record.BestEpoch, record.Stop != StopReason.Cancelled));

        void Report(EpochRecord epoch)
        {
            if (!run.Report(epoch.ValidationLoss ?? double.NaN))
                stop.Cancel();
        }
    }

    private static OrderedDictionary<string, string> Decided(IReadOnlyDictionary<string, string> settings, TrainingStarted started)
    {
        var decided = new OrderedDictionary<string, string>(settings, StringComparer.Ordinal);
        if (decided.ContainsKey("learning-rate"))
            decided["learning-rate"] = Dimension.Text(started.LearningRate);
        if (decided.ContainsKey("batch-size"))
            decided["batch-size"] = Dimension.Text(started.BatchSize);
        return decided;
    }

    private static Philox StreamOf(Trainer trainer) => new Philox(trainer.Seed).Child(Stream);
}
