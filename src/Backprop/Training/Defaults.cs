namespace Backprop;

/// <summary>
/// What a trainer does where it is told nothing, chosen by cross-validation inside training parts of small tables; how, and
/// what else was tried, is in docs/defaults.md.
/// </summary>
internal static class Defaults
{
    // The pull to zero has forgotten a weight after about so many epochs, however many steps an epoch has …
    private const double MemoryInEpochs = 20;

    // … but a table of a few batches, or a tiny learning rate, does not make it stronger than this.
    private const double MostDecay = 2;

    /// <summary>The optimizer whose settings are chosen here; others keep what is usual for them.</summary>
    public const string Optimizer = "adamw";

    /// <summary>Rows of an update.</summary>
    public static int BatchSize(int rows) => rows switch
    {
        < 2_000 => 32,
        < 10_000 => 64,
        < 100_000 => 128,
        _ => 256,
    };

    /// <summary>η of AdamW: 0.003, from 10,000 rows on 0.001.</summary>
    public static double LearningRate(int rows) => rows < 10_000 ? 0.003 : 0.001;

    /// <summary>
    /// λ of AdamW, 1/(η · steps an epoch · 20), at most 2: each step keeps 1 − ηλ of a weight, so that the time over which it
    /// forgets is the same number of epochs on every table (Wang and Aitchison 2024).
    /// </summary>
    public static double WeightDecay(double learningRate, int stepsPerEpoch) =>
        Math.Min(MostDecay, 1 / (learningRate * stepsPerEpoch * MemoryInEpochs));
}
