namespace Backprop.Cli;

/// <summary>How this command is started from here, so that lines to copy work.</summary>
internal static class CommandName
{
    /// <summary><c>backprop</c> when it is found so, else its path.</summary>
    public static string Text { get; } = Find();

    private static string Find()
    {
        const string Name = "backprop";
        if (Environment.ProcessPath is not { } process || Path.GetFileNameWithoutExtension(process) is not (Name or "Backprop.Cli"))
            return Name;
        var file = Path.Combine(Path.GetDirectoryName(process)!, Name + Path.GetExtension(process).Replace(".Cli", "", StringComparison.Ordinal));
        if (!File.Exists(file) || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => p.Length > 0 && File.Exists(Path.Combine(p, Path.GetFileName(file)))))
            return Name;
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        return Words.Quoted(relative.StartsWith("..", StringComparison.Ordinal) ? file : relative);
    }
}
