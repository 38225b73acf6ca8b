using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Backprop;

/// <summary>
/// The safetensors format: 8 bytes of header length, a JSON header (name → dtype, shape, place; texts under
/// <c>__metadata__</c>), then the values, little-endian. It can hold numbers and texts, nothing that runs.
/// </summary>
public sealed class SafeTensors
{
    private const int LargestHeader = 16 << 20, MostTensors = 100_000, MostAxes = 16;

    /// <summary>The tensors in the file's order.</summary>
    public required IReadOnlyList<(string Name, Tensor Tensor)> Tensors { get; init; }

    /// <summary>Texts that belong to them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Writes the file; the same content gives the same bytes.</summary>
    /// <exception cref="FileException">It exists, or cannot be written.</exception>
    public void Save(string path, bool overwrite = false)
    {
        var header = Header();
        AtomicFile.Write(path, overwrite, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var (_, tensor) in Tensors)
                stream.Write(Bytes(tensor));
        });
    }

    private byte[] Header()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in Metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var (name, tensor) in Tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.DType switch { DType.Float32 => "F32", DType.Float64 => "F64", DType.Int32 => "I32", _ => "BOOL" });
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)tensor.Count * tensor.DType.Size());
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces after the JSON keep the values aligned to 8 bytes.
        while (memory.Length % 8 != 0)
            memory.WriteByte((byte)' ');
        return memory.ToArray();
    }

    /// <summary>A tensor's values as they stand in a file.</summary>
    internal static ReadOnlySpan<byte> Bytes(Tensor tensor)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("tensors are written on little-endian systems only");
        return tensor.DType switch
        {
            DType.Float32 => MemoryMarshal.AsBytes(tensor.Span<float>()),
            DType.Float64 => MemoryMarshal.AsBytes(tensor.Span<double>()),
            DType.Int32 => MemoryMarshal.AsBytes(tensor.Span<int>()),
            _ => MemoryMarshal.AsBytes(tensor.Span<bool>()),
        };
    }

    /// <summary>Reads and checks a file; F16 and BF16 become float32, whole numbers int32.</summary>
    /// <exception cref="FileException">It cannot be read, or is damaged; the message says what is wrong.</exception>
    public static SafeTensors Load(string path) => InputFile.Read(path, "a safetensors file", stream => Read(stream, path));

    internal static SafeTensors Read(Stream stream, string path)
    {
        FileException Damaged(string problem, Exception? inner = null) =>
            new($"'{path}' is not a whole safetensors file: {problem}", inner);

        Span<byte> lengthBytes = stackalloc byte[8];
        if (stream.ReadAtLeast(lengthBytes, 8, throwOnEndOfStream: false) < 8)
            throw Damaged("it is shorter than 8 bytes");
        var length = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (length is < 2 or > LargestHeader)
            throw Damaged($"its header would be {length.ToString(CultureInfo.InvariantCulture)} bytes long (2 … {LargestHeader} are allowed)");
        if (length > stream.Length - 8)
            throw Damaged($"it ends within its header: {length} bytes are announced, {stream.Length - 8} follow");
        var header = new byte[length];
        stream.ReadExactly(header);

        List<Entry> entries;
        Dictionary<string, string> metadata;
        try
        {
            (entries, metadata) = Parse(header);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw Damaged($"its header is not as it should be: {e.Message}", e);
        }

        var size = stream.Length - 8 - length;
        var at = 0L;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != at)
                throw Damaged($"the values of '{entry.Name}' begin at {entry.Begin} but {at} was expected (a gap or an overlap)");
            at = entry.End;
        }

        if (at != size)
            throw Damaged($"its values should take {at} bytes but {size} are there{(size < at ? ": it was cut off" : "")}");

        var tensors = new List<(string, Tensor)>(entries.Count);
        foreach (var entry in entries)
        {
            stream.Position = 8 + length + entry.Begin;
            var bytes = new byte[entry.End - entry.Begin];
            stream.ReadExactly(bytes);
            tensors.Add((entry.Name, Decode(entry, bytes, Damaged)));
        }

        return new() { Tensors = tensors, Metadata = metadata };
    }

    private sealed record Entry(string Name, string DType, Shape Shape, long Begin, long End);

    private static (List<Entry>, Dictionary<string, string>) Parse(byte[] header)
    {
        var json = new Utf8JsonReader(header, new() { MaxDepth = 8 });
        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect(ref json, JsonTokenType.StartObject);
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            if (!names.Add(name))
                throw new FormatException($"'{name}' stands there twice");
            if (names.Count > MostTensors)
                throw new FormatException($"it names more than {MostTensors} tensors");
            if (name == "__metadata__")
            {
                Expect(ref json, JsonTokenType.StartObject);
                while (Next(ref json) == JsonTokenType.PropertyName)
                {
                    var key = json.GetString()!;
                    Expect(ref json, JsonTokenType.String);
                    if (!metadata.TryAdd(key, json.GetString()!))
                        throw new FormatException($"the metadata '{key}' stands there twice");
                }
            }
            else
            {
                entries.Add(ParseEntry(ref json, name));
            }
        }

        return (entries, metadata);
    }

    private static Entry ParseEntry(ref Utf8JsonReader json, string name)
    {
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        Expect(ref json, JsonTokenType.StartObject);
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            switch (json.GetString())
            {
                case "dtype" when dtype is null:
                    Expect(ref json, JsonTokenType.String);
                    dtype = json.GetString();
                    break;
                case "shape" when shape is null:
                    shape = Numbers(ref json, MostAxes);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(ref json, 2);
                    break;
                default:
                    throw new FormatException($"'{name}' has an unknown or repeated member '{json.GetString()}'");
            }
        }

        if (dtype is null || shape is null || offsets is not { Count: 2 })
            throw new FormatException($"'{name}' lacks its dtype, shape or data_offsets");
        var count = 1L;
        foreach (var size in shape)
        {
            if (size < 0 || (size > 0 && count > Array.MaxLength / size))
                throw new FormatException($"the shape of '{name}' is too large or negative");
            count *= size;
        }

        var (begin, end) = (offsets[0], offsets[1]);
        if (begin < 0 || end < begin || end - begin != count * Size(dtype, name))
            throw new FormatException($"'{name}' ({dtype}, {count} values) cannot lie at {begin} … {end}");
        return new(name, dtype, new([.. shape.Select(s => (int)s)]), begin, end);
    }

    private static long Size(string dtype, string name) => dtype switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "BOOL" or "I8" or "U8" => 1,
        _ => throw new FormatException($"'{name}' has the dtype {dtype}; F64, F32, F16, BF16, I8 … I64, U8 … U64 and BOOL can be read"),
    };

    private static Tensor Decode(Entry entry, byte[] bytes, Func<string, Exception?, FileException> damaged)
    {
        switch (entry.DType)
        {
            case "F64": return Tensor.From(MemoryMarshal.Cast<byte, double>(bytes), entry.Shape);
            case "F32": return Tensor.From(MemoryMarshal.Cast<byte, float>(bytes), entry.Shape);
            case "I32": return Tensor.From(MemoryMarshal.Cast<byte, int>(bytes), entry.Shape);
            case "BOOL": return Tensor.From(Array.ConvertAll(bytes, b => b != 0), entry.Shape);
            case "F16": return Tensor.From(Map(MemoryMarshal.Cast<byte, Half>(bytes), h => (float)h), entry.Shape);
            case "BF16": return Tensor.From(Map(MemoryMarshal.Cast<byte, ushort>(bytes), b => BitConverter.UInt32BitsToSingle((uint)b << 16)), entry.Shape);
            case "I8": return Tensor.From(Map(MemoryMarshal.Cast<byte, sbyte>(bytes), v => (int)v), entry.Shape);
            case "U8": return Tensor.From(Map<byte, int>(bytes, v => v), entry.Shape);
            case "I16": return Tensor.From(Map(MemoryMarshal.Cast<byte, short>(bytes), v => (int)v), entry.Shape);
            case "U16": return Tensor.From(Map(MemoryMarshal.Cast<byte, ushort>(bytes), v => (int)v), entry.Shape);
            case "U32": return Tensor.From(Map(MemoryMarshal.Cast<byte, uint>(bytes), v => v <= int.MaxValue ? (int)v : throw Beyond(v)), entry.Shape);
            case "U64": return Tensor.From(Map(MemoryMarshal.Cast<byte, ulong>(bytes), v => v <= int.MaxValue ? (int)v : throw Beyond(v)), entry.Shape);
            default: return Tensor.From(Map(MemoryMarshal.Cast<byte, long>(bytes), v => v is >= int.MinValue and <= int.MaxValue ? (int)v : throw Beyond(v)), entry.Shape);
        }

        FileException Beyond(object value) => damaged(string.Create(CultureInfo.InvariantCulture, $"'{entry.Name}' holds {value}, beyond 32 bits"), null);
    }

    private static TTo[] Map<TFrom, TTo>(ReadOnlySpan<TFrom> from, Func<TFrom, TTo> convert)
    {
        var result = new TTo[from.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = convert(from[i]);
        return result;
    }

    private static List<long> Numbers(ref Utf8JsonReader json, int most)
    {
        var result = new List<long>();
        Expect(ref json, JsonTokenType.StartArray);
        while (Next(ref json) == JsonTokenType.Number)
        {
            if (result.Count == most || !json.TryGetInt64(out var value))
                throw new FormatException("a list of whole numbers is too long or holds something else");
            result.Add(value);
        }

        return json.TokenType == JsonTokenType.EndArray ? result : throw new FormatException("a list of whole numbers holds something else");
    }

    private static JsonTokenType Next(ref Utf8JsonReader json) => json.Read() ? json.TokenType : throw new FormatException("it ends too soon");

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (Next(ref json) != type)
            throw new FormatException($"{type} was expected but {json.TokenType} stands at byte {json.TokenStartIndex}");
    }
}
