namespace Backprop.Numerics;

/// <summary>Shapes or dtypes that do not fit together.</summary>
public sealed class ShapeException : BackpropException
{
    /// <summary>With its message.</summary>
    public ShapeException(string message) : base(message) { }

    /// <summary>With its message and what caused it.</summary>
    public ShapeException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Without a message; prefer one.</summary>
    public ShapeException() { }
}
