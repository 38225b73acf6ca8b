namespace Backprop.Engine;

/// <summary>
/// How a network is run this time: to train (dropout drops, batch statistics are used and kept) or to predict; with
/// which random numbers; and who watches. An argument, never a global.
/// </summary>
public sealed record Pass
{
    /// <summary>To predict. The default of every <see cref="Module.Forward"/>.</summary>
    public static Pass Inference { get; } = new();

    /// <summary>To train, at a step of a seed: the same step gives the same random numbers.</summary>
    public static Pass Training(ulong seed, int step) => new()
    {
        IsTraining = true,
        Random = new Philox(seed),
        Step = Tensor.Scalar(step),
    };

    /// <summary>Whether layers behave as in training.</summary>
    public bool IsTraining { get; init; }

    /// <summary>Where layers' streams come from; each takes a child by its place in the model.</summary>
    public Philox Random { get; init; }

    /// <summary>The number of the step, an int32 scalar: a tensor, so that a captured step can be told another one.</summary>
    public Tensor Step { get; init; } = Tensor.Scalar(0);

    // Only shapes are asked for: the network need not have values.
    internal bool ShapesOnly { get; init; }

    /// <summary>Told of every module's input and output, innermost first.</summary>
    public Action<Module, Tensor, Tensor>? Observer { get; init; }
}
