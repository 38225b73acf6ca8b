namespace Backprop.Tuning;

/// <summary>Every dimension by chance, independently (Bergstra and Bengio 2012: better than a grid when few settings matter).</summary>
/// <param name="random">The stream; draw n of dimension d is its number d at step n.</param>
public sealed class RandomSampler(Philox random) : Sampler
{
    /// <inheritdoc/>
    public override string Name => "random";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Propose(SearchSpace space, IReadOnlyList<Trial> trials, int draw) =>
        space.Choose(d => space.Dimensions[d].At(random.Uniform((uint)d, (uint)draw)));
}
