using System.Buffers.Binary;
using System.Text;

namespace Backprop.Fuzz;

/// <summary>Tensors; the header is damaged as text or as JSON, mostly with its length set right again.</summary>
internal class SafeTensorsTarget : Target
{
    private IReadOnlyList<byte[]>? _seeds;

    public override string Name => "safetensors";

    public override IReadOnlyList<byte[]> Seeds => _seeds ??= Make();

    protected override string[] TokenTexts =>
        ["\"dtype\":\"F16\"", "\"BF16\"", "\"I64\"", "\"BOOL\"", "\"shape\":[2,3]", "\"data_offsets\":[0,24]", "__metadata__", ",", ":", "{", "}", "[", "]", "\"", "\\u0000", "-1", "1e3"];

    private protected virtual List<byte[]> Make() =>
    [
        Raw("{}", 0),
        Raw("""{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""", 24),
        Raw("""{"__metadata__":{"k":"v"},"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[],"data_offsets":[8,10]}}""", 10),
        Raw("""{"l":{"dtype":"I64","shape":[1,2],"data_offsets":[0,16]},"o":{"dtype":"BOOL","shape":[3],"data_offsets":[16,19]},"d":{"dtype":"F64","shape":[0,9],"data_offsets":[19,19]}}""", 19),
        Raw("""{"i":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1,1,1,1],"data_offsets":[4,8]}}""", 8),
    ];

    public override byte[] Mutate(Dice dice, byte[] from, byte[] other)
    {
        if (dice.OneIn(4) || from.Length < 8 || BinaryPrimitives.ReadInt64LittleEndian(from) is var length && (length < 0 || length > from.Length - 8))
            return base.Mutate(dice, from, other);
        var header = Encoding.UTF8.GetString(from, 8, (int)length);
        var damaged = dice.OneIn(2)
            ? Encoding.UTF8.GetBytes(Header(dice, header))
            : Mutator.Bytes(dice, from[8..(8 + (int)length)], other, Tokens);
        var values = from[(8 + (int)length)..];
        return File(damaged, dice.OneIn(4) ? Mutator.Bytes(dice, values, other, Tokens) : values);
    }

    private protected virtual string Header(Dice dice, string header) => Mutator.Json(dice, header);

    public override void Read(byte[] input, string folder) => SafeTensors.Load(Write(input, folder, "input.safetensors"));

    private protected static byte[] File(byte[] header, byte[] values)
    {
        var file = new byte[8 + header.Length + values.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        values.CopyTo(file, 8 + header.Length);
        return file;
    }

    private protected static byte[] Raw(string header, int values) => File(Encoding.UTF8.GetBytes(header), [.. Enumerable.Range(0, values).Select(i => (byte)i)]);

    // What the product itself writes.
    private protected static byte[] Saved(Action<string> save)
    {
        var path = Path.Combine(Path.GetTempPath(), $"backprop-fuzz-{Guid.NewGuid():N}");
        try
        {
            save(path);
            return System.IO.File.ReadAllBytes(path);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }
}
