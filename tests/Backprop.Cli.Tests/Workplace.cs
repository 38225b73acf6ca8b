using System.Diagnostics;
using System.Text;

namespace Backprop.Cli.Tests;

/// <summary>A folder of a test's own, gone afterwards, and the ways to run the command in it.</summary>
public sealed class Workplace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("backprop-cli-").FullName;

    /// <summary>The executable as the build leaves it.</summary>
    public static string Command { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Backprop.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)),
        OperatingSystem.IsWindows() ? "backprop.exe" : "backprop"));

    /// <summary>An example table of the repository.</summary>
    public static string Example(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Backprop.slnx")))
            folder = folder.Parent;
        return name.Length == 0 ? folder.FullName : Path.Combine(folder.FullName, "examples", "data", name + ".csv");
    }

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Writes a file here.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Every file and folder here, sorted.</summary>
    public string[] Content() => [.. Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Folder, p)).Order(StringComparer.Ordinal)];

    /// <summary>Runs the command within this process.</summary>
    public static Result Run(params string[] args) => RunUntil(CancellationToken.None, args);

    internal static Result RunUntil(CancellationToken cancel, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exit = App.Run(args, new Terminal(output, error, TimeProvider.System), cancel);
        return new(exit, output.ToString(), error.ToString());
    }

    /// <summary>Starts the executable in this folder.</summary>
    public Process Start(IEnumerable<string> args, params (string Name, string Value)[] environment) => Start(Command, args, environment);

    public Process Start(string file, IEnumerable<string> args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file, args)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return System.Diagnostics.Process.Start(start)!;
    }

    /// <summary>Runs the executable in this folder to its end.</summary>
    public Result Process(params string[] args) => End(Start(args));

    public static Result End(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            Assert.True(process.WaitForExit(120_000), "the command did not end within two minutes");
            return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
