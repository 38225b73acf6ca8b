namespace Backprop.Data;

/// <summary>What a column of objects holds.</summary>
internal enum ObjectValues
{
    /// <summary>Numbers, NaN where missing.</summary>
    Numbers,

    /// <summary>1 for true, 0 for false, NaN where missing.</summary>
    Booleans,

    /// <summary>Seconds since 0001-01-01, NaN where missing.</summary>
    Dates,

    /// <summary>Texts, null where missing.</summary>
    Texts,
}
