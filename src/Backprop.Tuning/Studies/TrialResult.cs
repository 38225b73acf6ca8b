namespace Backprop.Tuning;

/// <summary>What an objective found.</summary>
/// <param name="Value">What is optimized, of the weights kept.</param>
/// <param name="Loss">The validation loss of the weights kept.</param>
/// <param name="BestEpoch">The epoch whose weights were kept, from 1.</param>
/// <param name="Finished">Whether it was done by itself, not told to stop.</param>
public sealed record TrialResult(double Value, double Loss, int BestEpoch, bool Finished = true);
