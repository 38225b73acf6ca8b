using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Backprop.Data;

namespace Backprop.Fuzz.Tests;

/// <summary>Files made by hand to do harm: each is refused (or read) within the bounds, in a documented exception.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backprop-hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    private static byte[] SafeTensors(string header, int values = 0, long? length = null)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + values];
        BinaryPrimitives.WriteInt64LittleEndian(file, length ?? text.Length);
        text.CopyTo(file, 8);
        return file;
    }

    private static string Model(string architecture, string preprocessing = "{}") => new JsonObject
    {
        ["__metadata__"] = new JsonObject
        {
            ["backprop.format"] = "1",
            ["backprop.model"] = $$$"""{"architecture":{{{architecture}}},"preprocessing":{{{preprocessing}}},"loss":{"type":"mean_squared_error"},"record":{}}""",
        },
    }.ToJsonString();

    private static byte[] Gzip(Action<Stream> write)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.SmallestSize, leaveOpen: true))
            write(gzip);
        return memory.ToArray();
    }

    private static byte[] Bomb(byte[] head, byte[] piece, int pieces) => Gzip(stream =>
    {
        stream.Write(head);
        for (var i = 0; i < pieces; i++)
            stream.Write(piece);
    });

    private static readonly Dictionary<string, (string Format, Func<byte[]> Make)> Files = new()
    {
        ["a header of 2^63 bytes"] = ("safetensors", () => SafeTensors("{}", length: long.MaxValue)),
        ["a header of a negative length"] = ("safetensors", () => SafeTensors("{}", length: -1)),
        ["a header of 16 MB that is not there"] = ("safetensors", () => SafeTensors("{}", length: 16 << 20)),
        ["a header of 16 MB of names"] = ("safetensors", () => SafeTensors("{" + string.Join(",", Enumerable.Range(0, 1_000_000).Select(i => $"\"n{i}\":0")) + "}")),
        ["a header of 16 MB of empty tensors"] = ("safetensors", () => SafeTensors("{" + string.Join(",", Enumerable.Range(0, 250_000).Select(i => $"\"n{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}")) + "}")),
        ["a header of 16 MB of metadata"] = ("safetensors", () => SafeTensors("{\"__metadata__\":{" + string.Join(",", Enumerable.Range(0, 900_000).Select(i => $"\"n{i}\":\"\"")) + "}}")),
        ["a header nested a million deep"] = ("safetensors", () => SafeTensors(Repeat("{\"a\":", 1_000_000))),
        ["a name that stands twice"] = ("safetensors", () => SafeTensors("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)),
        ["sizes whose product overflows"] = ("safetensors", () => SafeTensors("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""")),
        ["sizes beyond int whose product is 0"] = ("safetensors", () => SafeTensors("""{"a":{"dtype":"F32","shape":[0,9999999999],"data_offsets":[0,0]}}""")),
        ["a negative size"] = ("safetensors", () => SafeTensors("""{"a":{"dtype":"F32","shape":[-1,-4],"data_offsets":[0,16]}}""", 16)),
        ["numbers that are none"] = ("safetensors", () => SafeTensors("""{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,NaN]}}""", 4)),
        ["two tensors in one place"] = ("safetensors", () => SafeTensors("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)),
        ["a layer of 10^18 weights"] = ("model", () => SafeTensors(Model("""{"type":"linear","in":1000000000,"out":1000000000,"bias":true}"""))),
        ["a layer of 900 million weights"] = ("model", () => SafeTensors(Model("""{"type":"linear","in":30000,"out":30000,"bias":true}"""))),
        ["an embedding of 2 GB"] = ("model", () => SafeTensors(Model("""{"type":"category_embedding","dense":0,"columns":[{"type":"category","name":"a","count":8000000,"width":64}]}"""))),
        ["10,000 residual layers, each in the one before"] = ("model", () => SafeTensors(Model(Repeat("""{"type":"residual","inner":""", 10_000) + """{"type":"relu"}""" + new string('}', 10_000)))),
        ["20 residual layers, each in the one before"] = ("model", () => SafeTensors(Model(Repeat("""{"type":"residual","inner":""", 20) + """{"type":"relu"}""" + new string('}', 20)))),
        ["900,000 layers in 16 MB"] = ("model", () => SafeTensors(Model("{\"type\":\"sequential\",\"layers\":[" + string.Join(",", Enumerable.Repeat("{\"type\":\"relu\"}", 600_000)) + "]}"))),
        ["9,999 layers"] = ("model", () => SafeTensors(Model("{\"type\":\"sequential\",\"layers\":[" + string.Join(",", Enumerable.Repeat("{\"type\":\"relu\"}", 9_999)) + "]}"))),
        ["a setting with a name of 15 MB"] = ("model", () => SafeTensors(Model($$"""{"type":"linear","in":1,"out":1,"bias":true,"{{new string('x', 7_000_000)}}":1}"""))),
        ["a layer with a name of 15 MB"] = ("model", () => SafeTensors(Model($$"""{"type":"{{new string('x', 7_000_000)}}"}"""))),
        ["a description with a name twice"] = ("model", () => SafeTensors(Model("""{"type":"relu","type":"relu"}"""))),
        ["preprocessing nested deep"] = ("model", () => SafeTensors(Model("""{"type":"relu"}""", Repeat("{\"a\":", 60) + "1" + new string('}', 60)))),
        ["an experiment nested a million deep"] = ("experiment", () => Encoding.UTF8.GetBytes("{\"data\":" + new string('[', 1_000_000))),
        ["an experiment with 10^999 epochs"] = ("experiment", () => """{"data":"a.csv","epochs":1e999,"seed":-1e999}"""u8.ToArray()),
        ["an experiment with a layer of 10^9 units"] = ("experiment", () => """{"data":"a.csv","target":"y","layers":[1000000000,1000000000]}"""u8.ToArray()),
        ["an experiment with half a character"] = ("experiment", () => """{"data":"\ud800","target":"\udc00"}"""u8.ToArray()),
        ["an experiment with a name of half a character"] = ("experiment", () => """{"\ud800":1}"""u8.ToArray()),
        ["a line of 100 MB"] = ("csv", () => [0, .. Enumerable.Repeat((byte)'x', 100_000_000)]),
        ["a quoted field of 100 MB"] = ("csv", () => [0, .. "a,b\n1,\""u8, .. Enumerable.Repeat((byte)'x', 100_000_000)]),
        ["a million columns"] = ("csv", () => [0, .. Encoding.ASCII.GetBytes(string.Join(",", Enumerable.Range(0, 1_000_000)) + "\n" + string.Join(",", Enumerable.Range(0, 1_000_000)) + "\n")]),
        ["a million columns without names"] = ("csv", () => [0, .. Enumerable.Repeat((byte)',', 1_000_000), (byte)'\n']),
        ["a row of two million fields below a header of two"] = ("csv", () => [0, .. "a,b\n1,2\n"u8, .. Enumerable.Repeat((byte)',', 2_000_000), (byte)'\n']),
        ["twelve thousand columns"] = ("csv", () => [0, .. Encoding.ASCII.GetBytes(string.Join(",", Enumerable.Range(0, 12_000).Select(i => "c" + i)) + "\n" + string.Join(",", Enumerable.Range(0, 12_000)) + "\n")]),
        ["a hundred megabytes of rows in a hundred kilobytes"] = ("csv-raw", () => Bomb("a,b\n"u8.ToArray(), Encoding.ASCII.GetBytes(Repeat("1,2\n", 1 << 18)), 100)),
        ["a hundred megabytes of zeros in a hundred kilobytes"] = ("csv-raw", () => Bomb([], new byte[1 << 20], 100)),
        ["a hundred megabytes in one line in a hundred kilobytes"] = ("csv-raw", () => Bomb("a,b\n"u8.ToArray(), Encoding.ASCII.GetBytes(new string('x', 1 << 20)), 100)),
        ["an empty sample of blanks and quotes"] = ("csv", () => [5, .. "\"\"\"\n\n \t\""u8]),
        ["pictures of a million pixels"] = ("idx-raw", () => [0, 0, 8, 3, 0, 0, 0, 64, 0, 0, 4, 0, 0, 0, 4, 0, .. new byte[1000]]),
        ["65,536 pixels"] = ("idx-raw", () => [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 1, 0, 0, 0, 1, 0, .. new byte[4 << 16]]),
        ["four thousand million pictures"] = ("idx-raw", () => [0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[1000]]),
        ["a hundred megabytes of pictures in a hundred kilobytes"] = ("idx-raw", () => Bomb([0, 0, 8, 3, 0, 1, 144, 0, 0, 0, 0, 32, 0, 0, 0, 32], new byte[1 << 20], 100)),
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    private sealed class Raw(string name) : Target
    {
        public override string Name => name;

        public override IReadOnlyList<byte[]> Seeds => [[]];

        public override void Read(byte[] input, string folder) => TableData.Open(Write(input, folder, "input"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_made_to_do_harm_does_none(string name)
    {
        var (format, make) = Files[name];
        var target = Target.All.FirstOrDefault(t => t.Name == format) ?? new Raw(format);
        var input = make();
        Assert.Null(new Fuzzer(target, _folder).Judge(input));
    }
}
