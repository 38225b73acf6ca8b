namespace Backprop.Tuning;

/// <summary>One training of a study, and what came of it.</summary>
public sealed record Trial
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>What was tried: the value of each setting, as typed after its option.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>How it ended.</summary>
    public required TrialState State { get; init; }

    /// <summary>The objective, on the validation part; null without a finite one.</summary>
    public double? Value { get; init; }

    /// <summary>The validation loss of the epoch whose weights were kept; null without a finite one.</summary>
    public double? Loss { get; init; }

    /// <summary>Epochs done.</summary>
    public int Epochs => Losses.Count;

    /// <summary>The epoch whose weights were kept, from 1; 0 without one.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The validation loss after each epoch.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>What went wrong; null if nothing.</summary>
    public string? Problem { get; init; }
}
