namespace Backprop.Numerics;

/// <summary>A setting outside of its range, or a name that is not known.</summary>
public sealed class SettingsException : BackpropException
{
    /// <summary>With its message.</summary>
    public SettingsException(string message) : base(message) { }

    /// <summary>With its message and what caused it.</summary>
    public SettingsException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Without a message; prefer one.</summary>
    public SettingsException() { }
}
