using System.Runtime.CompilerServices;

namespace Backprop.Data.Tests;

/// <summary>Where tests find tables: the repository's own, and the larger ones in the folder BACKPROP_DATA names.</summary>
internal static class TestData
{
    public static string Examples { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "examples", "data"));

    public static string? Large => Environment.GetEnvironmentVariable("BACKPROP_DATA") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    public static string Table(string name) => Path.Combine(Examples, name + ".csv");

    public static string Temporary(string name, string text) => Temporary(name, System.Text.Encoding.UTF8.GetBytes(text));

    public static string Temporary(string name, byte[] bytes)
    {
        var folder = Directory.CreateTempSubdirectory("backprop-data-").FullName;
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
