namespace Backprop.Engine;

/// <summary>A step cannot be captured: what it does depends on values, so a replay would not do the same.</summary>
public sealed class CaptureException : BackpropException
{
    /// <summary>With its message.</summary>
    public CaptureException(string message) : base(message) { }

    /// <summary>With its message and what caused it.</summary>
    public CaptureException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Without a message; prefer one.</summary>
    public CaptureException() { }
}
