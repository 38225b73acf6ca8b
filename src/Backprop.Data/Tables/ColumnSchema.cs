namespace Backprop.Data;

/// <summary>What is known and decided about a column, from all its rows.</summary>
public sealed record ColumnSchema
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>What its values are.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>What it is used for.</summary>
    public required ColumnRole Role { get; init; }

    /// <summary>Why, in a few words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Rows without a value.</summary>
    public int Missing { get; init; }

    /// <summary>How many different values.</summary>
    public int Distinct { get; init; }

    /// <summary>Whether counting stopped at <see cref="Distinct"/>: there are that many or more.</summary>
    public bool DistinctIsAtLeast { get; init; }

    /// <summary>Smallest value of a number or date (seconds since 0001-01-01); NaN for others.</summary>
    public double Min { get; init; } = double.NaN;

    /// <summary>Mean of a number or date; NaN for others.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>Largest value of a number or date; NaN for others.</summary>
    public double Max { get; init; } = double.NaN;

    /// <summary>Whether all numbers are whole.</summary>
    public bool Integers { get; init; }

    /// <summary>A category's, boolean's or class target's labels in the order of their codes.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Rows of each of <see cref="Levels"/>.</summary>
    public IReadOnlyList<int> Counts { get; init; } = [];

    /// <summary>The family of formats a date is written in.</summary>
    public string? DateFormat { get; init; }
}
