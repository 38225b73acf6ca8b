namespace Backprop;

/// <summary>What one epoch gave.</summary>
public sealed record EpochRecord
{
    /// <summary>Its number, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The mean loss of its batches, as they were when trained on.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>The loss of the validation part after the epoch, if there is one.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The learning rate of its last update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The norm of the gradient at its last update, before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Seconds since training began. Not kept in the model file.</summary>
    public double Seconds { get; init; }
}
