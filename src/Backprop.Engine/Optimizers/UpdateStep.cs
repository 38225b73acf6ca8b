namespace Backprop.Engine;

/// <summary>What is the same for all elements of a parameter in one update. Everything is in double; a rule rounds it once.</summary>
public readonly record struct UpdateStep
{
    /// <summary>Of the optimizer times the group's factor.</summary>
    public double LearningRate { get; init; }

    /// <summary>Of the group or else the optimizer.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Which update of this parameter it is, from 1.</summary>
    public int Number { get; init; }

    /// <summary>A factor that the optimizer prepared from <see cref="Number"/>: a bias correction.</summary>
    public double First { get; init; }

    /// <summary>A second such factor.</summary>
    public double Second { get; init; }

    /// <summary>A number that is kept from step to step, 1 before the first (NAdam's product of momenta).</summary>
    public double Carried { get; init; }
}
