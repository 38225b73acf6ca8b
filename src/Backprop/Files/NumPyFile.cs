using System.IO.Compression;
using System.IO.Hashing;

namespace Backprop;

/// <summary>
/// NumPy's files: <c>.npz</c>, a zip archive of named arrays (stored or deflated), and <c>.npy</c>, one array without a name.
/// They can hold numbers; arrays of Python objects (pickles) are refused.
/// </summary>
public sealed class NumPyFile
{
    // A small file may unpack to this much; a larger one to so many times its size. What is beyond is a bomb or all zeros.
    private const long AlwaysAllowed = 32 << 20, MostTimes = 100;
    private const int MostArrays = 100_000;

    /// <summary>The arrays in the file's order; that of a <c>.npy</c> file has an empty name.</summary>
    public required IReadOnlyList<(string Name, Tensor Tensor)> Tensors { get; init; }

    /// <summary>Writes the file: an archive, or one array if the path ends in <c>.npy</c>. The same content gives the same bytes.</summary>
    /// <exception cref="FileException">It exists, cannot be written, or one array was expected.</exception>
    public void Save(string path, bool overwrite = false)
    {
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            if (Tensors.Count != 1)
                throw new FileException($"'{path}' would hold one array but there are {Tensors.Count}: write an .npz file");
            AtomicFile.Write(path, overwrite, stream => NpyArray.Write(stream, Tensors[0].Tensor));
            return;
        }

        if (Tensors.GroupBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FileException($"'{path}' cannot hold two arrays named '{twice.Key}'");
        AtomicFile.Write(path, overwrite, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, tensor) in Tensors)
            {
                var entry = zip.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
                // The oldest time a zip archive can name: no clock gets into the file.
                entry.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var content = entry.Open();
                NpyArray.Write(content, tensor);
            }
        });
    }

    /// <summary>Reads and checks a file of either kind, told apart by how it begins.</summary>
    /// <exception cref="FileException">It cannot be read, is damaged, or holds what are no numbers; the message says which.</exception>
    public static NumPyFile Load(string path) => InputFile.Read(path, "a NumPy file", stream => Read(stream, path));

    internal static NumPyFile Read(Stream stream, string path)
    {
        var start = new byte[4];
        var length = stream.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        stream.Position = 0;
        if (length == 4 && start is [(byte)'P', (byte)'K', _, _])
            return ReadArchive(stream, path);
        try
        {
            return new() { Tensors = [("", NpyArray.Read(stream, stream.Length))] };
        }
        catch (FormatException e)
        {
            throw new FileException($"'{path}' is not a whole NumPy array: {e.Message}", e);
        }
    }

    private static NumPyFile ReadArchive(Stream stream, string path)
    {
        FileException Damaged(string problem, Exception? inner = null) => new($"'{path}' is not a whole .npz archive: {problem}", inner);
        var left = Math.Max(AlwaysAllowed, MostTimes * stream.Length);
        var tensors = new List<(string, Tensor)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var at = "";
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in zip.Entries)
            {
                at = entry.FullName;
                if (at.EndsWith(".pkl", StringComparison.Ordinal))
                    throw Damaged($"it holds '{at}', a pickle, which could run code: a PyTorch file is to be saved as safetensors (safetensors.torch.save_file)");
                if (!at.EndsWith(".npy", StringComparison.Ordinal))
                    throw Damaged($"it holds '{at}', which is no array (.npy)");
                if (entry.IsEncrypted)
                    throw Damaged($"'{at}' is encrypted");
                var name = at[..^4];
                if (!names.Add(name))
                    throw Damaged($"'{name}' stands there twice");
                if (names.Count > MostArrays)
                    throw Damaged($"it holds more than {MostArrays} arrays");
                using var content = new CheckedStream(entry.Open());
                var tensor = NpyArray.Read(content, left);
                if (content.Checksum != entry.Crc32)
                    throw Damaged($"the checksum of '{name}' is wrong: its bytes were changed");
                left -= content.Length;
                tensors.Add((name, tensor));
            }
        }
        catch (FormatException e)
        {
            throw Damaged($"'{at}': {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw Damaged(at.Length == 0 ? e.Message : $"'{at}': {e.Message}", e);
        }

        return new() { Tensors = tensors };
    }

    // Counts what an entry gives, and sums it up.
    private sealed class CheckedStream(Stream inner) : Stream
    {
        private readonly Crc32 _checksum = new();
        private long _length;

        public uint Checksum => _checksum.GetCurrentHashAsUInt32();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            _checksum.Append(buffer[..count]);
            _length += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
