namespace Backprop.Tuning.Tests;

/// <summary>Files of the repository, and models as the bytes of their files.</summary>
internal static class TestFiles
{
    public static string Penguins { get; } = Find("examples/data/penguins.csv");

    public static string Find(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, path)))
            folder = Path.GetDirectoryName(folder) ?? throw new FileNotFoundException(path);
        return Path.Combine(folder, path);
    }

    public static byte[] Bytes(Model model)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            model.Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
