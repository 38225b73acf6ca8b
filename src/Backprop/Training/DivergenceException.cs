namespace Backprop;

/// <summary>The loss or a gradient became infinite or NaN; training stopped there.</summary>
public sealed class DivergenceException : BackpropException
{
    /// <summary>With its message.</summary>
    public DivergenceException(string message) : base(message) { }

    /// <summary>With its message and what caused it.</summary>
    public DivergenceException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Without a message; prefer one.</summary>
    public DivergenceException() { }

    /// <summary>The best model before it happened, with finite weights: that of <see cref="TrainingRecord.BestEpoch"/>, 0 for the initial weights.</summary>
    public Model? LastFinite { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>The step, from 1.</summary>
    public int Step { get; init; }

    /// <summary>The first layer whose output or gradient was not finite.</summary>
    public string? Layer { get; init; }
}
