
namespace Backprop;

/// <summary>A file that cannot be read or written, or whose content is damaged; the message says where and how to mend it.</summary>
public sealed class FileException : BackpropException
{
    /// <summary>With its message.</summary>
    public FileException(string message) : base(message) { }

    /// <summary>With its message and what caused it.</summary>
    public FileException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Without a message; prefer one.</summary>
    public FileException() { }
}
