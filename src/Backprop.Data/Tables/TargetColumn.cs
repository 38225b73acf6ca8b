namespace Backprop.Data;

/// <summary>A column that is learned.</summary>
public sealed record TargetColumn
{
    /// <summary>The column's name in files.</summary>
    public required string Name { get; init; }

    /// <summary>Number for regression; category or boolean for classes.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>The classes in the order of their codes; empty for regression.</summary>
    public required string[] Classes { get; init; }
}
