namespace Backprop.Data;

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
