namespace Backprop.Tests;

/// <summary>The repository's example tables, and files of a test's own.</summary>
internal static class TestFiles
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A table under examples/data.</summary>
    public static string Example(string name) => Path.Combine(Root, "examples", "data", name);

    /// <summary>A new, empty folder.</summary>
    public static string Folder() => Directory.CreateTempSubdirectory("backprop").FullName;

    /// <summary>A file that is not there yet.</summary>
    public static string Model() => Path.Combine(Folder(), "model.safetensors");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Backprop.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside of the repository");
        return folder;
    }
}
