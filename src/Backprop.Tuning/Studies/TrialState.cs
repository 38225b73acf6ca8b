namespace Backprop.Tuning;

/// <summary>How a trial ended.</summary>
public enum TrialState
{
    /// <summary>It spent its epochs, or stopped early by itself.</summary>
    Complete,

    /// <summary>The pruner ended it.</summary>
    Pruned,

    /// <summary>It diverged: no finite result.</summary>
    Failed,

    /// <summary>The study was stopped while it ran.</summary>
    Interrupted,
}
