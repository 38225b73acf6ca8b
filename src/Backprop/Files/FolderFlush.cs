using System.Runtime.InteropServices;

namespace Backprop;

/// <summary>
/// Brings a folder's entries to the disk: without it, a renamed file can be gone after a power cut although its content was
/// flushed. .NET opens no folders, so the system is asked itself; Windows writes entries through and needs no such call.
/// </summary>
internal static partial class FolderFlush
{
    // Both the same on Linux and macOS.
    private const int ReadOnly = 0, InvalidArgument = 22;

    /// <summary>Flushes the entries of a folder.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Of(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, ReadOnly);
        if (handle < 0)
            throw Failed(folder);
        try
        {
            // Some file systems of networks cannot flush folders and say so.
            if (Flush(handle) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw Failed(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failed(string folder) => new($"the folder '{folder}' could not be flushed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
