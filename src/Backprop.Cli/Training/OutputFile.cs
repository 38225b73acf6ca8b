namespace Backprop.Cli;

/// <summary>Looks before the work whether its result can be written.</summary>
internal static class OutputFile
{
    /// <summary>Fails if the file exists (unless it may be replaced), is one of the inputs, or cannot be written.</summary>
    /// <exception cref="FileException">So it is.</exception>
    public static void Check(string? path, bool force, params IReadOnlyList<string> inputs) => CheckOption("--output", path, force, inputs);

    /// <summary>The same for another option.</summary>
    public static void CheckOption(string option, string? path, bool force, params IReadOnlyList<string> inputs)
    {
        if (path is null)
            return;
        if (path.Length == 0)
            throw new UsageException($"{option} needs a file's name");
        if (Directory.Exists(path))
            throw new FileException($"'{path}' is a folder: name a file in it");
        if (inputs.FirstOrDefault(i => Path.GetFullPath(i) == Path.GetFullPath(path)) is { } input)
            throw new FileException($"{option} '{path}' is the file '{input}' that is read: name another");
        if (File.Exists(path) && !force)
            throw new FileException($"'{path}' exists: use --force to replace it, or name another file");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        while (folder is not null && !Directory.Exists(folder))
        {
            if (File.Exists(folder))
                throw new FileException($"'{path}' cannot be written: '{folder}' is a file, not a folder");
            folder = Path.GetDirectoryName(folder);
        }

        var probe = Path.Combine(folder ?? "/", $".{Path.GetFileName(path)}.{Environment.ProcessId}.probe");
        try
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileException($"'{path}' cannot be written: {RunFolder.Reason(e)}", e);
        }
    }
}
