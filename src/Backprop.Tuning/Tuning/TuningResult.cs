namespace Backprop.Tuning;

/// <summary>What a search found.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Trials">All trials, in order.</param>
/// <param name="Ranking">Those with a result, best first.</param>
/// <param name="Model">The best trial's model as it was trained; null if no trial has a result.</param>
/// <param name="StartModel">The first trial's model: what there was without a search; null if it has no result.</param>
public sealed record TuningResult(StudyEnd End, IReadOnlyList<Trial> Trials, IReadOnlyList<Trial> Ranking, Model? Model, Model? StartModel)
{
    /// <summary>The best trial; null if no trial has a result.</summary>
    public Trial? Best => Ranking.Count > 0 ? Ranking[0] : null;

    /// <summary>The best network and trainer: training with them gives the best model again, bit for bit. Null if no trial has a result.</summary>
    public TuningStart? Settings { get; init; }
}
