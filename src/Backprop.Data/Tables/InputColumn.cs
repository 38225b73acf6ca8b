namespace Backprop.Data;

/// <summary>A column that is read to predict.</summary>
public sealed record InputColumn
{
    /// <summary>The column's name in files.</summary>
    public required string Name { get; init; }

    /// <summary>Number, category, boolean or date.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>The labels a category's or boolean's codes stand for.</summary>
    public required string[] Levels { get; init; }

    /// <summary>The family of formats a date is written in, else null.</summary>
    public required string? DateFormat { get; init; }
}
