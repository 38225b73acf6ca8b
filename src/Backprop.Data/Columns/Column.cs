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

    /// <summary>The rows in which no column is missing.</summary>
    internal static int[] Present(int rows, IEnumerable<Column> columns)
    {
        var present = new int[rows];
        for (var row = 0; row < rows; row++)
            present[row] = row;
        foreach (var column in columns)
        {
            var count = 0;
            foreach (var row in present)
                if (!column.IsMissing(row))
                    present[count++] = row;
            if (count < present.Length)
                Array.Resize(ref present, count);
        }

        return present;
    }
}
