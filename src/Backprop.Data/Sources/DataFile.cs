using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>Opens files to read, gzip undone, each failure told in one message.</summary>
internal static class DataFile
{
    /// <summary>The file's bytes, unpacked when they begin as gzip does.</summary>
    public static Stream Open(string path, out bool compressed)
    {
        var file = OpenRaw(path);
        try
        {
            compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return compressed ? new GzipFileStream(file) : file;
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw Damaged(path, e);
        }
        catch (IOException e)
        {
            file.Dispose();
            throw new DataException(path, null, null, $"cannot be read: {e.Message}", e);
        }
    }

    private static FileStream OpenRaw(string path)
    {
        if (Directory.Exists(path))
            throw new DataException(path, null, null, "is a directory, expected a file (or a directory with MNIST's four IDX files)");
        if (!File.Exists(path))
            throw new DataException(path, null, null, $"no such file{Neighbour(path)}");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataException(path, null, null, "no permission to read this file", e);
        }
        catch (IOException e)
        {
            throw new DataException(path, null, null, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Runs a piece of reading and turns what streams throw into one clear message.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, e);
        }
        catch (IOException e)
        {
            throw new DataException(path, null, null, $"cannot be read: {e.Message}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataException(path, null, null, "no permission to read this file", e);
        }
    }

    /// <summary>The message for a gzip file that cannot be unpacked.</summary>
    public static DataException Damaged(string path, InvalidDataException e) =>
        new(path, null, null, $"begins as gzip does but is damaged or cut off ({e.Message.TrimEnd('.')})", e);

    private static string Neighbour(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is null || !Directory.Exists(folder))
            return $": the directory {folder} does not exist, either";
        try
        {
            var names = Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
            return Nearest.Name(Path.GetFileName(path), names) is { } name ? $": did you mean '{name}'?" : "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
