using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Backprop;

/// <summary>
/// XXH128 over values with their lengths, so that no two different contents run together. It finds damage, not forgery, and
/// needs nothing of the system: a SHA would bring OpenSSL along.
/// </summary>
public sealed class Digest
{
    private readonly XxHash128 _hash = new();

    /// <summary>Of tensors and texts: everything a safetensors file says.</summary>
    internal static string Of(IEnumerable<(string Name, Tensor Tensor)> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var digest = new Digest();
        foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
            digest.Add(key).Add(value);
        foreach (var (name, tensor) in tensors)
            digest.Add(name).Add(tensor.Spec.ToString()).Add(SafeTensors.Bytes(tensor));
        return digest.ToString();
    }

    /// <summary>Adds numbers.</summary>
    public Digest Add<T>(ReadOnlySpan<T> values) where T : unmanaged => Add(MemoryMarshal.AsBytes(values));

    /// <summary>Adds a text.</summary>
    public Digest Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds bytes.</summary>
    public Digest Add(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        _hash.Append(length);
        _hash.Append(bytes);
        return this;
    }

    /// <summary>Of what was added so far, in hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());
}
