namespace Backprop;

/// <summary>Opens files of unknown origin; what the system says against it becomes one message.</summary>
public static class InputFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it should be, with its article: <c>an ONNX file</c>.</param>
    /// <param name="read">Reads its content.</param>
    /// <exception cref="FileException">It is a folder, or cannot be read.</exception>
    public static T Read<T>(string path, string kind, Func<FileStream, T> read)
    {
        try
        {
            if (Directory.Exists(path))
                throw new FileException($"'{path}' is a folder, not {kind}");
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return read(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FileException($"'{path}' cannot be read: {AtomicFile.Reason(e)}", e);
        }
    }
}
