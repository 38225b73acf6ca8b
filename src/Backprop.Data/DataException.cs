using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>
/// A mistake in data: which file, which line and column, what was expected, what was found and how to mend it.
/// </summary>
public sealed class DataException : BackpropException
{
    /// <summary>With its message alone.</summary>
    public DataException(string message) : base(message) { }

    /// <summary>With its message and what caused it.</summary>
    public DataException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Without a message; prefer one.</summary>
    public DataException() { }

    /// <summary>With the place; the message begins with it: <c>cars.csv, line 12, column 'hp': …</c></summary>
    /// <param name="source">The file or other source.</param>
    /// <param name="place">A line or row, as <c>line 12</c>; null when the mistake has none.</param>
    /// <param name="column">The column's name; null when the mistake is in none.</param>
    /// <param name="problem">What was expected, what was found and how to mend it.</param>
    /// <param name="inner">What caused it.</param>
    public DataException(string source, string? place, string? column, string problem, Exception? inner = null)
        : base($"{source}{(place is null ? "" : $", {place}")}{(column is null ? "" : $", column '{column}'")}: {problem}", inner)
    {
        DataSource = source;
        Place = place;
        Column = column;
    }

    /// <summary>The file or other source, when known.</summary>
    public string? DataSource { get; }

    /// <summary>The line or row, as <c>line 12</c>, when known.</summary>
    public string? Place { get; }

    /// <summary>The column, when known.</summary>
    public string? Column { get; }
}
