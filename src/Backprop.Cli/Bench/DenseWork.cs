namespace Backprop.Cli;

/// <summary>A training step that is measured: a dense network with ReLU, softmax and cross-entropy, on random rows.</summary>
/// <param name="Widths">Inputs, hidden widths, classes.</param>
/// <param name="Batch">Rows a step.</param>
/// <param name="Optimizer"><c>adam</c> or <c>sgd</c>.</param>
internal sealed record DenseWork(int[] Widths, int Batch, string Optimizer)
{
    /// <summary>The sizes that are shown: from one where overhead is everything to one where kernels are.</summary>
    public static IReadOnlyList<DenseWork> All { get; } =
    [
        new([4, 16, 3], 32, "adam"),
        new([30, 64, 32, 2], 32, "adam"),
        new([784, 128, 10], 64, "adam"),
        new([784, 512, 512, 10], 128, "adam"),
        new([1024, 2048, 2048, 1024, 10], 256, "sgd"),
    ];

    /// <summary><c>784-128-10 batch 64 adam</c>.</summary>
    public string Name => $"{string.Join('-', Widths)} batch {Batch} {Optimizer}";

    /// <summary>Of the update rule; small enough for random labels.</summary>
    public double LearningRate => Optimizer == "sgd" ? 0.01 : 0.001;

    /// <summary>Weights and biases.</summary>
    public long Parameters => Layers.Sum(l => (long)(l.Inputs + 1) * l.Outputs);

    /// <summary>
    /// Floating-point operations of a step's products: forward, weights' gradients, and inputs' gradients except of the
    /// first layer, which nobody needs: 2·batch·in·out each.
    /// </summary>
    public double Flops => Layers.Select((l, i) => 2.0 * Batch * l.Inputs * l.Outputs * (i == 0 ? 2 : 3)).Sum();

    /// <summary>
    /// Bytes a step must move at least if nothing stays in a cache from one use to the next: weights forward, weights
    /// backward (not of the first layer), gradients written and read, the update's weights and (Adam) two states read
    /// and written; activations and their gradients written and read twice.
    /// </summary>
    public double Bytes => 4.0 * (Parameters * (Optimizer == "sgd" ? 6 : 10) - (double)Widths[0] * Widths[1]
        + 6.0 * Batch * Widths.Skip(1).Sum(w => (long)w) + (double)Batch * Widths[0]);

    /// <summary>Bytes of everything a step touches: parameters, gradients, states, activations.</summary>
    public double Footprint => 4.0 * (Parameters * (Optimizer == "sgd" ? 2 : 4) + 2.0 * Batch * Widths.Sum(w => (long)w));

    private IEnumerable<(int Inputs, int Outputs)> Layers => Widths.Zip(Widths.Skip(1), (i, o) => (i, o));
}
