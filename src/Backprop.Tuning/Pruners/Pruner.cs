namespace Backprop.Tuning;

/// <summary>Ends trials that do badly before they have spent all their epochs.</summary>
public abstract class Pruner
{
    /// <summary>The name people type.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a running trial is to end after the epoch it has just done.</summary>
    /// <param name="losses">Its validation loss after each epoch so far; NaN counts as infinite.</param>
    /// <param name="trials">The trials before it.</param>
    public abstract bool Ends(IReadOnlyList<double> losses, IReadOnlyList<Trial> trials);

    /// <summary>The lowest loss of the first epochs; infinite when there is none.</summary>
    /// <param name="losses">A trial's validation loss after each epoch.</param>
    /// <param name="epochs">How many epochs count.</param>
    protected static double Lowest(IReadOnlyList<double> losses, int epochs)
    {
        ArgumentNullException.ThrowIfNull(losses);
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < Math.Min(epochs, losses.Count); i++)
            if (losses[i] < lowest)
                lowest = losses[i];
        return lowest;
    }

    /// <summary>The name, and all else its decisions depend on.</summary>
    public override string ToString() => Name;
}
