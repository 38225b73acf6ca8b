namespace Backprop;

/// <summary>The checksum of zip archives: CRC-32 with the polynomial 0xEDB88320 (reflected), as in ISO 3309 and RFC 1952.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var value = (uint)i;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    })];

    /// <summary>The checksum of what was seen before and then these bytes; it begins with 0.</summary>
    public static uint Add(uint before, ReadOnlySpan<byte> bytes)
    {
        var value = ~before;
        foreach (var b in bytes)
            value = Table[(byte)(value ^ b)] ^ (value >> 8);
        return ~value;
    }
}
