namespace Backprop.Engine;

/// <summary>A schedule that can be built by name.</summary>
/// <param name="Summary">One line for people.</param>
/// <param name="Accepts">The settings it has besides the numbers of steps, by the names they have in files.</param>
/// <param name="Create">Builds it, given the total number of steps that remain after the warm-up.</param>
public sealed record ScheduleEntry(string Summary, IReadOnlyList<string> Accepts, Func<ScheduleSettings, Func<int>, Schedule> Create);
