namespace Backprop.Data;

/// <summary>What a column's values are.</summary>
public enum ColumnKind
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Labels from a list.</summary>
    Category,

    /// <summary>Two labels that mean false and true.</summary>
    Boolean,

    /// <summary>Dates, times or both.</summary>
    Date,

    /// <summary>Free text or names: too many different ones to learn from.</summary>
    Text,
}
