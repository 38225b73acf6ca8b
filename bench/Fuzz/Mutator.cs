using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backprop.Fuzz;

/// <summary>Small damage to bytes, texts and JSON.</summary>
internal static class Mutator
{
    public static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 3, 7, 8, 16, 63, 64, 65, 127, 128, 255, 256, 1000, 4096, 32767, 65535, 65536, 1_000_000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000,
        1_000_000_000, long.MaxValue, long.MinValue, 0x0102030405060708, 1L << 40, 46341, 3_037_000_500,
    ];

    private static readonly string[] Literals =
    [
        "0", "-0", "-1", "1", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "1e9", "1e999", "-1e999", "1e-400", "0.1", "NaN", "Infinity", "null",
        "true", "false", "\"\"", "[]", "{}", "[[]]", "1.0", "\"relu\"", "\"linear\"", "99999999999999999999999999", "4294967296",
    ];

    /// <summary>A few changes of bytes; tokens are put in now and then, another input's piece, too.</summary>
    public static byte[] Bytes(Dice dice, byte[] from, byte[] other, IReadOnlyList<byte[]> tokens)
    {
        var bytes = new List<byte>(from);
        for (var changes = 1 + (dice.OneIn(3) ? dice.Below(8) : dice.Below(2)); changes > 0; changes--)
            Change(dice, bytes, other, tokens);
        return [.. bytes];
    }

    private static void Change(Dice dice, List<byte> bytes, byte[] other, IReadOnlyList<byte[]> tokens)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)dice.Word());
            return;
        }

        var at = dice.Below(bytes.Count);
        switch (dice.Below(11))
        {
            case 0: bytes[at] ^= (byte)(1 << dice.Below(8)); break;
            case 1: bytes[at] = (byte)dice.Word(); break;
            case 2: bytes[at] = dice.Of<byte>([0, 0xFF, 0x7F, 0x80, (byte)'"', (byte)'\n', (byte)',', (byte)'0', (byte)'-']); break;
            case 3: Number(dice, bytes, at); break;
            case 4: bytes.RemoveRange(at, Math.Min(1 + dice.Below(dice.OneIn(4) ? 64 : 4), bytes.Count - at)); break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            case 6: bytes.InsertRange(dice.Below(bytes.Count + 1), bytes.GetRange(at, Math.Min(1 + dice.Below(dice.OneIn(4) ? 256 : 16), bytes.Count - at))); break;
            case 7:
                var first = dice.Below(other.Length + 1);
                bytes.InsertRange(at, other[first..Math.Min(other.Length, first + 1 + dice.Below(64))]);
                break;
            case 8: Digits(dice, bytes, at); break;
            default:
                if (tokens.Count > 0)
                    bytes.InsertRange(at, dice.Of(tokens));
                break;
        }

        if (bytes.Count > 1 << 16)
            bytes.RemoveRange(1 << 16, bytes.Count - (1 << 16));
    }

    private static void Number(Dice dice, List<byte> bytes, int at)
    {
        var (value, width) = (dice.Of(Numbers), dice.Of([2, 4, 8]));
        Span<byte> word = stackalloc byte[8];
        if (dice.OneIn(2))
            BinaryPrimitives.WriteInt64LittleEndian(word, value);
        else
            BinaryPrimitives.WriteInt64BigEndian(word, value << (64 - (8 * width)));
        for (var i = 0; i < width && at + i < bytes.Count; i++)
            bytes[at + i] = word[i];
    }

    // A run of digits becomes another number.
    private static void Digits(Dice dice, List<byte> bytes, int at)
    {
        var first = bytes.FindIndex(at, b => char.IsAsciiDigit((char)b));
        if (first < 0)
            return;
        var last = first;
        while (last < bytes.Count && char.IsAsciiDigit((char)bytes[last]))
            last++;
        bytes.RemoveRange(first, last - first);
        bytes.InsertRange(first, Encoding.ASCII.GetBytes(dice.OneIn(3) ? dice.Of(Literals) : dice.Of(Numbers).ToString()));
    }

    /// <summary>A JSON text with a value replaced, removed, renamed or put elsewhere; as it is if it is no JSON.</summary>
    public static string Json(Dice dice, string text)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text, null, NoDuplicates);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return text;
        }

        if (root is null)
            return text;
        for (var changes = 1 + dice.Below(3); changes > 0; changes--)
        {
            List<JsonNode> all = [];
            Collect(root, all);
            if (all.Count == 0)
                break;
            Change(dice, dice.Of(all), all);
        }

        return root.ToJsonString();
    }

    private static void Collect(JsonNode node, List<JsonNode> into)
    {
        if (node is JsonObject or JsonArray)
            into.Add(node);
        foreach (var child in node is JsonObject o ? o.Select(p => p.Value) : node is JsonArray a ? a : Enumerable.Empty<JsonNode?>())
        {
            if (child is not null)
                Collect(child, into);
        }
    }

    private static void Change(Dice dice, JsonNode node, List<JsonNode> all)
    {
        JsonNode? Value() => dice.OneIn(4) ? dice.Of(all).DeepClone() : Literal(dice);
        if (node is JsonObject members)
        {
            if (members.Count == 0 || dice.OneIn(8))
            {
                members[dice.Of(["type", "in", "out", "layers", "x", "kind", "eps"])] = Value();
                return;
            }

            var (name, old) = members.ElementAt(dice.Below(members.Count));
            switch (dice.Below(4))
            {
                case 0: members.Remove(name); break;
                case 1 when members.Remove(name): members[name + "_"] = old?.DeepClone(); break;
                default: members[name] = Value(); break;
            }
        }
        else if (node is JsonArray items)
        {
            if (items.Count == 0 || dice.OneIn(4))
                items.Add(Value());
            else if (dice.OneIn(3))
                items.RemoveAt(dice.Below(items.Count));
            else if (dice.OneIn(2))
                items[dice.Below(items.Count)] = Value();
            else
                items.Add(items[dice.Below(items.Count)]?.DeepClone());
        }
    }

    private static JsonNode? Literal(Dice dice)
    {
        try
        {
            return JsonNode.Parse(dice.Of(Literals));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "text";
        }
    }
}
