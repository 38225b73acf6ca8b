namespace Backprop;

/// <summary>What <see cref="Weights.Load(Module, string, WeightOptions?)"/> did.</summary>
/// <param name="Loaded">Names in the network and in the file of what was taken over, in the network's order.</param>
/// <param name="Missing">Names in the network that kept their values.</param>
/// <param name="Unused">Names in the file that nothing was taken from.</param>
public sealed record WeightReport(IReadOnlyList<(string Name, string FileName)> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unused);
