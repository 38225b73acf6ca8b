namespace Backprop.Tuning;

/// <summary>Proposes settings to try. The same space, trials and draw give the same proposal: nothing is remembered, no clock is read.</summary>
public abstract class Sampler
{
    /// <summary>The name people type.</summary>
    public abstract string Name { get; }

    /// <summary>Settings to try; null when there are no more.</summary>
    /// <param name="space">What is searched.</param>
    /// <param name="trials">What was tried.</param>
    /// <param name="draw">The proposal's number, from 0; proposals tried before are passed over, so it may run ahead of the trials.</param>
    public abstract IReadOnlyDictionary<string, string>? Propose(SearchSpace space, IReadOnlyList<Trial> trials, int draw);

    /// <summary>The name, and all else its proposals depend on but chance.</summary>
    public override string ToString() => Name;
}
