using System.IO.Compression;
using System.Text;
using Backprop.Engine;

namespace Backprop.Tests;

/// <summary>Files that NumPy wrote (tests/Recorder/numpy_files.py), and files that nobody should have written.</summary>
public sealed class NumPyFileTests
{
    private static string Reference(string name) => Path.Combine(AppContext.BaseDirectory, "References", name);

    private static readonly double[] Grid = [.. Enumerable.Range(0, 24).Select(i => i / 8.0 - 1)];

    [Theory]
    [InlineData("numpy.stored.npz")]
    [InlineData("numpy.deflated.npz")]
    public void An_archive_of_numpy_is_read(string file)
    {
        var arrays = NumPyFile.Load(Reference(file)).Tensors.ToDictionary(t => t.Name, t => t.Tensor);
        foreach (var name in (string[])["f2", "f4", "f8", "f4.big", "f8.big.fortran", "f4.fortran"])
        {
            Assert.Equal(new Shape(2, 3, 4), arrays[name].Shape);
            Assert.Equal(name.StartsWith("f8", StringComparison.Ordinal) ? DType.Float64 : DType.Float32, arrays[name].DType);
            Assert.Equal(Grid, arrays[name].ToDoubles());
        }

        Assert.Equal([-128, 0, 127], arrays["i1"].ToArray<int>());
        Assert.Equal([0, 255], arrays["u1"].ToArray<int>());
        Assert.Equal([-32768, 32767], arrays["i2.big"].ToArray<int>());
        Assert.Equal([65535], arrays["u2"].ToArray<int>());
        Assert.Equal([int.MinValue, int.MaxValue], arrays["i4"].ToArray<int>());
        Assert.Equal([7], arrays["u4"].ToArray<int>());
        Assert.Equal([-5, 5], arrays["i8"].ToArray<int>());
        Assert.Equal([9], arrays["u8.big"].ToArray<int>());
        Assert.Equal([true, false], arrays["bool"].ToArray<bool>());
        Assert.Equal(2.5, arrays["scalar"].Item());
        Assert.Equal(Shape.Scalar, arrays["scalar"].Shape);
        Assert.Equal(new Shape(0, 3), arrays["empty"].Shape);
        Assert.Equal([1.5f], arrays["größe/π"].ToArray<float>());
        Assert.Equal(18, arrays.Count);
    }

    [Theory]
    [InlineData("numpy.v1.npy")]
    [InlineData("numpy.v2.npy")]
    [InlineData("numpy.v3.npy")]
    public void A_single_array_of_each_version_is_read(string file) =>
        Assert.Equal(Grid, Assert.Single(NumPyFile.Load(Reference(file)).Tensors).Tensor.ToDoubles());

    [Fact]
    public void What_is_written_is_what_numpy_writes()
    {
        var folder = Directory.CreateTempSubdirectory("backprop-npy-").FullName;
        try
        {
            var path = Path.Combine(folder, "a.npy");
            new NumPyFile { Tensors = [("", Tensor.From<float>([.. Grid.Select(g => (float)g)], [2, 3, 4]))] }.Save(path);
            var bytes = File.ReadAllBytes(path);
            Assert.Equal(128 + 96, bytes.Length);
            Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }", Encoding.ASCII.GetString(bytes, 10, 117).TrimEnd(' '));
            Assert.Equal((byte)'\n', bytes[127]);
            Tensor[] all = [Tensor.Scalar(2.5), Tensor.From([1, 2, 3]), Tensor.From([true, false], [1, 2]), Tensor.Zeros([0, 3])];
            new NumPyFile { Tensors = [.. all.Select((t, i) => ($"ünï/{i}", t))] }.Save(Path.Combine(folder, "a.npz"));
            var back = NumPyFile.Load(Path.Combine(folder, "a.npz")).Tensors;
            Assert.Equal(all.Select(t => t.Spec), back.Select(t => t.Tensor.Spec));
            Assert.Equal(["ünï/0", "ünï/1", "ünï/2", "ünï/3"], back.Select(t => t.Name));
            Assert.All(all.Zip(back), p => Assert.Equal(p.First.ToDoubles(), p.Second.Tensor.ToDoubles()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("numpy.object.npy", "Python objects")]
    [InlineData("numpy.text.npz", "type '<U2'")]
    public void Values_that_are_no_numbers_are_refused(string file, string why) =>
        Assert.Contains(why, Assert.Throws<FileException>(() => NumPyFile.Load(Reference(file))).Message);

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999, 3), }", "more than")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999,), }", "a size of its shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), }", "more elements")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "value was expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "it was cut off")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "there is more behind")]
    [InlineData("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2,), }", "fortran_order")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "records")]
    [InlineData("{'descr': '|V2', 'fortran_order': False, 'shape': (2,), }", "bfloat16")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "unknown or repeated")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "unknown or repeated")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "lacks")]
    [InlineData("{'descr': '<f4", "quoted text")]
    [InlineData("{", "quoted text")]
    [InlineData("__import__('os').system('x')", "'{' was expected")]
    public void A_header_that_lies_is_refused(string header, string why)
    {
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.Latin1.GetBytes(header), 1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Contains(why, Refused(file));
    }

    [Fact]
    public void Sizes_in_headers_cost_no_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        byte[] long2 = [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 127];
        Assert.Contains("header would be", Refused(long2));
        var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (4000000,), }"u8.ToArray();
        Assert.Contains("cut off", Refused(Zip(("a.npy", [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, 0]))));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
    }

    [Fact]
    public void An_archive_that_unpacks_to_far_more_than_itself_is_refused()
    {
        var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (80000000,), }"u8.ToArray();
        var bomb = new byte[80_000_000 + 10 + header.Length];
        ((byte[])[0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header]).CopyTo(bomb, 0);
        var file = Zip(("a.npy", bomb));
        Assert.True(file.Length < 200_000);
        Assert.Contains("more than 33554432", Refused(file));
    }

    [Fact]
    public void An_archive_with_other_things_or_changed_bytes_is_refused()
    {
        Assert.Contains("a pickle", Refused(Zip(("archive/data.pkl", [1]))));
        Assert.Contains("no array", Refused(Zip(("readme.txt", [1]))));
        var good = File.ReadAllBytes(Reference("numpy.stored.npz"));
        Assert.Contains("not a whole .npz archive", Refused(good[..(good.Length / 2)]));
        good[200] ^= 1; // a value of the first array
        Assert.Contains("checksum of 'f2'", Refused(good));
        Assert.Contains("does not begin as a NumPy array", Refused([1, 2, 3]));
    }

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        var random = new Random(17);
        foreach (var name in (string[])["numpy.stored.npz", "numpy.deflated.npz", "numpy.v1.npy"])
        {
            var file = File.ReadAllBytes(Reference(name));
            for (var round = 0; round < 1500; round++)
            {
                var bytes = file.ToArray();
                for (var i = random.Next(1, 5); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                try
                {
                    NumPyFile.Read(new MemoryStream(random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes), name);
                }
                catch (FileException)
                {
                }
            }
        }
    }

    private static string Refused(byte[] file) => Assert.Throws<FileException>(() => NumPyFile.Read(new MemoryStream(file), "x")).Message;

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(bytes);
            }
        }

        return memory.ToArray();
    }
}
