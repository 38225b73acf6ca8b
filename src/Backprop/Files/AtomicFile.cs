namespace Backprop;

/// <summary>
/// Files that are there whole or not at all, also after a power cut: written aside, flushed to the disk, renamed, and the
/// folder's entry flushed.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Where; missing folders are made.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="FileException">It exists, or cannot be written; nothing half-written is left.</exception>
    public static void Write(string path, bool overwrite, Action<Stream> write)
    {
        if (Directory.Exists(path))
            throw new FileException($"'{path}' is a folder: name a file in it");
        if (!overwrite && File.Exists(path))
            throw Exists(path);
        // Beside the target, so that the rename stays on one file system.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var aside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.part");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite);
            FolderFlush.Of(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(aside);
            if (!overwrite && File.Exists(path))
                throw Exists(path);
            throw new FileException($"'{path}' cannot be written: {Reason(e)}", e);
        }
        catch
        {
            Remove(aside);
            throw;
        }
    }

    /// <summary>Removes what a process that was killed left half-written in a folder. No other process may write there now.</summary>
    internal static void RemoveLeftovers(string folder)
    {
        foreach (var aside in Directory.EnumerateFiles(folder, ".*.part"))
            Remove(aside);
    }

    private static FileException Exists(string path) => new($"'{path}' exists: use --force (overwrite: true) to replace it, or name another file");

    /// <summary>Why a file could not be read or written, in words.</summary>
    internal static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "no permission",
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such folder",
        _ => e.Message,
    };

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What could not be written can often not be deleted either; the first error is the one to tell.
        }
    }
}
