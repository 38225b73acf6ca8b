using System.Data.Common;

namespace Backprop.Data;

/// <summary>
/// Pictures and labels in MNIST's IDX files, gzip or not: each row is a picture's bytes, row by row
/// (<c>pixel_0_0</c> … ), and its <c>label</c>. A folder with the four files of MNIST's naming has its own test part.
/// </summary>
public sealed class IdxSource : IDataSource
{
    private readonly string _images;
    private readonly string? _labels;

    /// <summary>Opens a folder (its training part) or a file of pictures, with the labels beside it.</summary>
    /// <exception cref="DataException">Files are absent, damaged or do not belong together.</exception>
    public IdxSource(string path)
    {
        Name = path;
        if (Directory.Exists(path))
        {
            _images = InFolder(path, "train-images") ?? throw new DataException(path, null, null, "holds no train-images-idx3-ubyte file (gzip or not)");
            _labels = InFolder(path, "train-labels") ?? throw new DataException(path, null, null, "holds pictures but no train-labels-idx1-ubyte file (gzip or not)");
            var (testImages, testLabels) = (InFolder(path, "t10k-images") ?? InFolder(path, "test-images"), InFolder(path, "t10k-labels") ?? InFolder(path, "test-labels"));
            if (testImages is null != testLabels is null)
                throw new DataException(path, null, null, $"holds only one of the test part's two files: {testImages ?? testLabels}");
            if (testImages is not null)
                TestPart = new IdxSource(testImages, testLabels);
        }
        else
        {
            _images = path;
            var beside = Path.Combine(Path.GetDirectoryName(path) ?? "",
                Path.GetFileName(path).Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal));
            _labels = beside != path && File.Exists(beside) ? beside : null;
        }

        Picture = Size();
    }

    private IdxSource(string images, string? labels)
    {
        (Name, _images, _labels) = (images, images, labels);
        Picture = Size();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IDataSource? TestPart { get; }

    /// <inheritdoc/>
    public (int Height, int Width)? Picture { get; }

    /// <inheritdoc/>
    public string? UsualTarget => _labels is null ? null : "label";

    /// <summary>Whether there is a folder with IDX pictures, or a file that begins as an IDX file of pictures does.</summary>
    public static bool Recognises(string path)
    {
        if (Directory.Exists(path))
            return InFolder(path, "train-images") is not null;
        if (!File.Exists(path))
            return false;
        return DataFile.Guard(path, () =>
        {
            using var stream = DataFile.Open(path, out _);
            var magic = new byte[4];
            return stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic is [0, 0, 8, 1 or 3];
        });
    }

    /// <inheritdoc/>
    public DbDataReader Open() => new IdxTableReader(_images, _labels);

    private (int, int) Size()
    {
        using var reader = new IdxTableReader(_images, _labels);
        return (reader.Height, reader.Width);
    }

    private static string? InFolder(string folder, string beginning)
    {
        try
        {
            return Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
                .FirstOrDefault(f => Path.GetFileName(f).StartsWith(beginning, StringComparison.Ordinal) && f.Contains("ubyte", StringComparison.Ordinal));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataException(folder, null, null, "no permission to read this folder", e);
        }
    }
}
