using System.Diagnostics.CodeAnalysis;

namespace Backprop.Tuning;

/// <summary>What happens in a study.</summary>
[SuppressMessage("Design", "CA1034", Justification = "the cases of one type")]
public abstract record StudyEvent
{
    private StudyEvent() { }

    /// <summary>A trial begins.</summary>
    /// <param name="Number">Its number, from 1.</param>
    /// <param name="Settings">What it tries.</param>
    public sealed record TrialStarted(int Number, IReadOnlyDictionary<string, string> Settings) : StudyEvent;

    /// <summary>A trial has done an epoch.</summary>
    /// <param name="Number">Its number, from 1.</param>
    /// <param name="Epoch">The epoch, from 1.</param>
    /// <param name="Loss">The validation loss after it.</param>
    public sealed record TrialEpoch(int Number, int Epoch, double Loss) : StudyEvent;

    /// <summary>A trial has ended.</summary>
    /// <param name="Trial">What came of it.</param>
    /// <param name="IsBest">Whether it is the best so far.</param>
    public sealed record TrialEnded(Trial Trial, bool IsBest) : StudyEvent;

    /// <summary>The study has ended.</summary>
    /// <param name="End">Why.</param>
    /// <param name="Best">The best trial, if there is one.</param>
    public sealed record StudyEnded(StudyEnd End, Trial? Best) : StudyEvent;
}
