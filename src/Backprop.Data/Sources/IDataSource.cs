using System.Data.Common;

namespace Backprop.Data;

/// <summary>
/// Rows from somewhere, opened as often as asked, each time the same rows in the same order. A new format is one class
/// of this kind; everything behind it (schema, preprocessing, splits, batches) is shared.
/// </summary>
public interface IDataSource
{
    /// <summary>What messages call it: a file's path, a query's name.</summary>
    string Name { get; }

    /// <summary>A reader before the first row; the caller disposes it.</summary>
    /// <exception cref="DataException">The source cannot be read or is malformed.</exception>
    DbDataReader Open();

    /// <summary>The source's own test part, when it comes with one (IDX folders); else null.</summary>
    IDataSource? TestPart => null;

    /// <summary>
    /// Whether values of one column can differ in type from row to row (SQLite): then each value is asked for its type;
    /// else typed getters are bound once a column.
    /// </summary>
    bool TypesVary => false;

    /// <summary>Height and width when every row is a flattened grey picture of bytes; else null.</summary>
    (int Height, int Width)? Picture => null;

    /// <summary>The column that is usually learned, when the format says so; else null.</summary>
    string? UsualTarget => null;
}
