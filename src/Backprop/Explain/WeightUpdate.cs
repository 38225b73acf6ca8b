namespace Backprop;

/// <summary>What one step on this row does to the weight.</summary>
public sealed record WeightUpdate
{
    /// <summary>η.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The weight before.</summary>
    public required double Old { get; init; }

    /// <summary>∂L/∂w.</summary>
    public required double Gradient { get; init; }

    /// <summary>The weight after a step of plain gradient descent: w − η · ∂L/∂w.</summary>
    public required double New { get; init; }

    /// <summary>The loss of this row before.</summary>
    public required double LossBefore { get; init; }

    /// <summary>The loss of this row after that step of all weights that are not frozen.</summary>
    public required double LossAfter { get; init; }

    /// <summary>Whether the weight is frozen: training would leave it.</summary>
    public required bool Frozen { get; init; }

    /// <summary>The other optimizer that was run; null if none.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The weight after the other optimizer's first step, its state new; null if none was run.</summary>
    public double? OptimizerNew { get; init; }
}
