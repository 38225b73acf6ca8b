namespace Backprop;

/// <summary>Holds a folder for one process. The system lets go of it when the process ends, however it does.</summary>
public sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Makes the folder if it is missing, and holds it.</summary>
    /// <exception cref="FileException">Another run holds it, or it cannot be written.</exception>
    public FolderLock(string folder)
    {
        var path = Path.Combine(folder, ".lock");
        try
        {
            Directory.CreateDirectory(folder);
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileException(File.Exists(path) && e is IOException
                ? $"the checkpoints in '{folder}' are in use by another run: wait for it, or name another folder"
                : $"no checkpoints can be written in '{folder}': {AtomicFile.Reason(e)}", e);
        }
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => _file.Dispose();
}
