using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Backprop;

/// <summary>SHA-256 over values with their lengths, so that no two different contents run together.</summary>
internal sealed class Digest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Of tensors and texts: everything a safetensors file says.</summary>
    public static string Of(IEnumerable<(string Name, Tensor Tensor)> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var digest = new Digest();
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
        _hash.AppendData(length);
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>Of what was added so far, in hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
