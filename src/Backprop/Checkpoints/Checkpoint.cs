namespace Backprop;

/// <summary>All a run needs to go on, as it stands between two updates.</summary>
internal sealed record Checkpoint
{
    /// <summary>The run it belongs to.</summary>
    public required RunIdentity Run { get; init; }

    /// <summary>Where in the data it stands.</summary>
    public required EpochPlace Place { get; init; }

    /// <summary>Updates made.</summary>
    public required int Step { get; init; }

    /// <summary>The learning rate of the last update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The gradient's norm at the last update.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The optimizer's count of updates.</summary>
    public required int OptimizerStep { get; init; }

    /// <summary>The count of updates of the weights' running mean.</summary>
    public required int AverageStep { get; init; }

    /// <summary>The epoch whose weights are kept; 0 for the initial ones.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>What it was chosen by; infinite before an epoch has ended.</summary>
    public required double BestLoss { get; init; }

    /// <summary>Seconds of training so far.</summary>
    public required double Seconds { get; init; }

    /// <summary>The epochs that have ended.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>The caller's own texts.</summary>
    public required IReadOnlyDictionary<string, string> Notes { get; init; }

    /// <summary>Weights and running statistics.</summary>
    public required IReadOnlyList<(string Name, Tensor Value)> Network { get; init; }

    /// <summary>Those of the best epoch.</summary>
    public required IReadOnlyList<(string Name, Tensor Value)> Best { get; init; }

    /// <summary>What the optimizer keeps.</summary>
    public required IReadOnlyList<(string Name, Tensor Value)> Optimizer { get; init; }

    /// <summary>The weights' running mean.</summary>
    public required IReadOnlyList<(string Name, Tensor Value)> Average { get; init; }

    /// <summary>What the schedule has seen.</summary>
    public required IReadOnlyList<(string Name, Tensor Value)> Schedule { get; init; }
}
