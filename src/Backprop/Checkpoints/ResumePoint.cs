namespace Backprop;

/// <summary>Where an interrupted run goes on.</summary>
/// <param name="Path">The checkpoint's file.</param>
/// <param name="Epoch">The epoch that goes on, from 1.</param>
/// <param name="Step">The updates made so far.</param>
/// <param name="History">The epochs that had ended.</param>
/// <param name="Notes">What stood in <see cref="CheckpointSettings.Notes"/> when it was written.</param>
/// <param name="Damaged">Newer checkpoints that could not be used, and why; they were renamed.</param>
public sealed record ResumePoint(
    string Path, int Epoch, int Step, IReadOnlyList<EpochRecord> History, IReadOnlyDictionary<string, string> Notes, IReadOnlyList<string> Damaged);
