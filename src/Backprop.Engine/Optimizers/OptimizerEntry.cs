namespace Backprop.Engine;

/// <summary>An optimizer that can be built by name.</summary>
/// <param name="Summary">One line for people.</param>
/// <param name="LearningRate">Used unless one is given.</param>
/// <param name="Accepts">The settings it has besides the learning rate, by the names they have in files.</param>
/// <param name="Create">Builds it.</param>
public sealed record OptimizerEntry(
    string Summary, double LearningRate, IReadOnlyList<string> Accepts, Func<OptimizerSettings, IEnumerable<ParameterGroup>, Optimizer> Create);
