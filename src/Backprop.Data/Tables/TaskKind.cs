namespace Backprop.Data;

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
