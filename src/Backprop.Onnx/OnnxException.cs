namespace Backprop.Onnx;

/// <summary>A network that cannot be written as ONNX, or a file that cannot be read as a network.</summary>
public sealed class OnnxException : BackpropException
{
    /// <summary>With a message that says what, where, and how to mend it.</summary>
    public OnnxException(string message) : base(message) { }

    /// <summary>With the cause.</summary>
    public OnnxException(string message, Exception inner) : base(message, inner) { }
}
