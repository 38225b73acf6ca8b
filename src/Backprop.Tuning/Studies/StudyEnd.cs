namespace Backprop.Tuning;

/// <summary>Why a study ended.</summary>
public enum StudyEnd
{
    /// <summary>All trials are done.</summary>
    Trials,

    /// <summary>The sampler has nothing new to propose.</summary>
    Exhausted,

    /// <summary>Enough, said <see cref="Study.Enough"/> (a limit of time).</summary>
    Enough,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}
