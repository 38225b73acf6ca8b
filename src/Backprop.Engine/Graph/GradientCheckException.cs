namespace Backprop.Engine;

/// <summary>A gradient rule and central differences disagree.</summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>With its message.</summary>
    public GradientCheckException(string message) : base(message) { }

    /// <summary>With its message and what caused it.</summary>
    public GradientCheckException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Without a message; prefer one.</summary>
    public GradientCheckException() { }
}
