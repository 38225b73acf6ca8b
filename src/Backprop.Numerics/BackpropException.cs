namespace Backprop.Numerics;

/// <summary>
/// A mistake in what was given (data, settings, shapes, files), told in one message: what, where, what was expected,
/// what was found and how to mend it. The command prints the message and no stack trace.
/// </summary>
public class BackpropException : Exception
{
    /// <summary>With its message.</summary>
    public BackpropException(string message) : base(message) { }

    /// <summary>With its message and what caused it.</summary>
    public BackpropException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Without a message; prefer one.</summary>
    public BackpropException() { }
}
