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

/// <summary>What is learned.</summary>
public enum TaskKind
{
    /// <summary>One or several numbers.</summary>
    Regression,

    /// <summary>One of two classes.</summary>
    Binary,

    /// <summary>One of three or more classes.</summary>
    MultiClass,

    /// <summary>Several yes-or-no answers at once.</summary>
    MultiLabel,
}

/// <summary>What the user says about the task.</summary>
public enum TaskHint
{
    /// <summary>By the target's values: text and booleans are classes, whole numbers of at most 20 values, too; others are numbers.</summary>
    Auto,

    /// <summary>The target is a class.</summary>
    Classification,

    /// <summary>The target is a number.</summary>
    Regression,

    /// <summary>The targets are yes-or-no answers.</summary>
    MultiLabel,
}
