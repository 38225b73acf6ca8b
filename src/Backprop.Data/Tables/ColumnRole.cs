namespace Backprop.Data;

/// <summary>What a column is used for.</summary>
public enum ColumnRole
{
    /// <summary>The network sees it.</summary>
    Feature,

    /// <summary>The network learns to say it.</summary>
    Target,

    /// <summary>Not used; the schema's reason says why.</summary>
    LeftOut,

    /// <summary>Says which rows belong together in a split.</summary>
    Group,

    /// <summary>Says in which order rows came, for a split by time.</summary>
    Time,
}
