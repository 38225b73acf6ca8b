namespace Backprop;

/// <summary>What an <see cref="Explanation"/> shall show.</summary>
public sealed record ExplainOptions
{
    /// <summary>
    /// The weight to explain, such as <c>layers.0.weight[1,2]</c> (indices from 0); without an index the element of that
    /// parameter with the largest gradient; null: the one with the largest gradient of all.
    /// </summary>
    public string? Weight { get; init; }

    /// <summary>η of the plain step; null: the optimizer's.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The optimizer whose first step is shown beside the plain one; null: plain gradient descent only.</summary>
    public OptimizerSettings? Optimizer { get; init; }

    /// <summary>What is done to gradients before that optimizer uses them; nothing unless set.</summary>
    public GradientClipping Clipping { get; init; } = GradientClipping.None;

    /// <summary>What the input's features are called; empty: they have numbers only.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>How many terms of a sum are shown, the largest ones; at least 1.</summary>
    public int Terms { get; init; } = 12;

    /// <summary>How many links of the chain are worked out below the first sum; at least 0.</summary>
    public int Links { get; init; } = 24;

    /// <summary>
    /// Builds a network of the same layers, values aside; needed only if it has layers that <see cref="LayerRegistry"/> does
    /// not know.
    /// </summary>
    public Func<Module>? Build { get; init; }

    internal void Validate()
    {
        if (LearningRate is { } rate && !(rate >= 0 && double.IsFinite(rate)))
            throw new SettingsException(FormattableString.Invariant($"the learning rate must be 0 or more but is {rate}"));
        if (Terms < 1 || Links < 0)
            throw new SettingsException($"an explanation shows 1 or more terms and 0 or more links but was asked for {Terms} and {Links}");
    }
}
