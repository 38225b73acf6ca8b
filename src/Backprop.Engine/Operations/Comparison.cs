namespace Backprop.Engine;

/// <summary>What a <see cref="CompareOp"/> asks of two elements; with NaN only <see cref="NotEqualTo"/> holds.</summary>
public enum Comparison
{
    /// <summary>a &gt; b</summary>
    Greater,

    /// <summary>a ≥ b</summary>
    GreaterOrEqual,

    /// <summary>a &lt; b</summary>
    Less,

    /// <summary>a ≤ b</summary>
    LessOrEqual,

    /// <summary>a = b</summary>
    EqualTo,

    /// <summary>a ≠ b</summary>
    NotEqualTo,
}
