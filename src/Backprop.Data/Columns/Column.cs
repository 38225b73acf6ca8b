namespace Backprop.Data;

/// <summary>
/// The values of one column, typed and addressed by row number, so that views, shuffles and splits are lists of row
/// numbers. In memory today; what reads columns asks only for what stands here.
/// </summary>
public abstract class Column
{
    private protected Column(string name) => Name = name;

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>How many rows.</summary>
    public abstract int Count { get; }

    /// <summary>Whether the value of a row is missing.</summary>
    public abstract bool IsMissing(int row);

    /// <summary>The value of a row as text, invariant; empty when missing.</summary>
    public abstract string Text(int row);
}
