namespace Backprop;

/// <summary>
/// Where and how often training writes down all it needs to go on: with the same bits as if it had never stopped, also in
/// the middle of an epoch, also after the process was killed.
/// </summary>
public sealed record CheckpointSettings
{
    /// <summary>The folder of the checkpoints, of one run alone; made if it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Updates from one checkpoint to the next; null: by <see cref="EveryTime"/>.</summary>
    public int? EverySteps { get; init; }

    /// <summary>The time from one checkpoint to the next, when <see cref="EverySteps"/> is not set; two minutes unless told. Never changes a result.</summary>
    public TimeSpan EveryTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many of the newest are kept, 2 unless told: while one is written, the one before it stays.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>
    /// Whether to go on from the newest checkpoint that is whole; without any, training begins at its start. If false, a
    /// folder that has checkpoints is refused.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Texts of the caller's own that a later run is given back (<see cref="ResumePoint.Notes"/>): what the run is called, say.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>Checks ranges.</summary>
    /// <exception cref="SettingsException">A setting is out of its range.</exception>
    public void Validate()
    {
        if (Folder.Length == 0)
            throw new SettingsException("the folder of the checkpoints has no name");
        if (EverySteps < 1)
            throw new SettingsException($"the steps between checkpoints must be 1 or more but are {EverySteps}");
        if (EveryTime <= TimeSpan.Zero)
            throw new SettingsException($"the time between checkpoints must be positive but is {EveryTime}");
        if (Keep < 1)
            throw new SettingsException($"the number of checkpoints to keep must be 1 or more but is {Keep}");
    }
}
