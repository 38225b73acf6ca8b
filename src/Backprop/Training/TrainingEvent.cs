namespace Backprop;

/// <summary>What a trainer tells while it works.</summary>
public abstract record TrainingEvent;

/// <summary>Everything is ready.</summary>
public sealed record TrainingStarted(
    int Rows, int ValidationRows, int Epochs, int StepsPerEpoch, int Parameters, string Network, string Optimizer, double LearningRate,
    int BatchSize, string Loss) : TrainingEvent
{
    /// <summary>Where an interrupted run goes on; null: at its start.</summary>
    public ResumePoint? Resumed { get; init; }
}

/// <summary>An update was made; <paramref name="Step"/> counts them over the whole run, from 1.</summary>
public sealed record StepEnded(int Epoch, int Step, double Loss) : TrainingEvent;

/// <summary>A checkpoint was written; or, if <paramref name="Problem"/> says why, could not be: the one before it stays, and training goes on.</summary>
public sealed record CheckpointSaved(string Path, int Epoch, int Step, string? Problem) : TrainingEvent;

/// <summary>An epoch was trained and validated.</summary>
public sealed record EpochEnded(EpochRecord Record, bool IsBest) : TrainingEvent;

/// <summary>Training is over; the weights are those of the best epoch.</summary>
public sealed record TrainingEnded(StopReason Reason, int BestEpoch) : TrainingEvent;
