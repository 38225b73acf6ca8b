using System.Globalization;

namespace Backprop.Engine;

/// <summary>
/// In training each element becomes 0 with probability p and is divided by 1 − p otherwise; in prediction nothing happens
/// (Srivastava et al. 2014). Which elements is a function of the pass's seed and step and of the layer's path.
/// </summary>
public sealed class Dropout : Module
{
    /// <summary>With this probability.</summary>
    /// <exception cref="SettingsException">It is not in [0, 1).</exception>
    public Dropout(double probability = 0.5) => Probability = probability is >= 0 and < 1
        ? probability
        : throw new SettingsException($"the probability of dropout must be 0 or more and less than 1 but is {probability.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>That an element becomes 0.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Kind => "dropout";

    /// <inheritdoc/>
    public override string Description => Probability.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override Settings Settings => new Settings(Kind).With("probability", Probability);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Pass pass) => pass.IsTraining && Probability > 0
        ? input.Dropout(Probability, pass.Random.Child(Hash(Path)), pass.Step)
        : input;

    // FNV-1a over UTF-16: the same on every machine, unlike string.GetHashCode.
    private static ulong Hash(string path)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in path)
            hash = (hash ^ letter) * 1099511628211UL;
        return hash;
    }
}
