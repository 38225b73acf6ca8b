namespace Backprop.Numerics;

/// <summary>
/// Random numbers by counting: Philox4x32-10. A number is a function of (seed, stream, step, index), so any of them can
/// be had at any time, on any thread, without a state that could be lost. Streams are independent of each other.
/// </summary>
/// <remarks>
/// Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC'11). The key is the seed; the counter is
/// (index of the block of four, step, low and high half of the stream).
/// </remarks>
public readonly record struct Philox
{
    /// <summary>The numbers of a stream of a seed.</summary>
    /// <param name="seed">What the user gives.</param>
    /// <param name="stream">Who draws: a layer, a shuffle, a search.</param>
    public Philox(ulong seed, ulong stream = 0) => (Seed, Stream) = (seed, stream);

    /// <summary>What the user gives.</summary>
    public ulong Seed { get; init; }

    /// <summary>Who draws: a layer, a shuffle, a search.</summary>
    public ulong Stream { get; init; }

    internal const uint MultiplierA = 0xD2511F53, MultiplierB = 0xCD9E8D57;
    internal const uint WeylA = 0x9E3779B9, WeylB = 0xBB67AE85;

    /// <summary>The four 32-bit words of one counter under one key: ten rounds.</summary>
    public static (uint A, uint B, uint C, uint D) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var a = (ulong)MultiplierA * c0;
            var b = (ulong)MultiplierB * c2;
            (c0, c1, c2, c3) = ((uint)(b >> 32) ^ c1 ^ k0, (uint)b, (uint)(a >> 32) ^ c3 ^ k1, (uint)a);
            k0 += WeylA;
            k1 += WeylB;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>An independent stream below this one; the same child number gives the same stream.</summary>
    public Philox Child(ulong child)
    {
        // The seed stays the key; the pair (stream, child) is mixed into a new 64-bit stream by the same rounds.
        var (a, b, _, _) = Block((uint)Stream, (uint)(Stream >> 32), (uint)child, (uint)(child >> 32), 0x42616368, 0x50726f70);
        return this with { Stream = a | ((ulong)b << 32) };
    }

    /// <summary>The four words of a block at a step.</summary>
    public (uint A, uint B, uint C, uint D) Words(uint block, uint step = 0) =>
        Block(block, step, (uint)Stream, (uint)(Stream >> 32), (uint)Seed, (uint)(Seed >> 32));

    /// <summary>Word number <paramref name="index"/> of a step.</summary>
    public uint Word(uint index, uint step = 0)
    {
        var (a, b, c, d) = Words(index / 4, step);
        return (index % 4) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    /// <summary>A double in [0, 1) with 53 random bits, from words 2·index and 2·index + 1 of a step.</summary>
    public double Uniform(uint index, uint step = 0)
    {
        var (a, b, c, d) = Words(index / 2, step);
        var word = index % 2 == 0 ? ((ulong)a << 32) | b : ((ulong)c << 32) | d;
        return (word >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>
    /// A whole number in [0, bound), all equally likely: the high half of a 64-bit product, words that would favour a
    /// number rejected (Lemire 2019).
    /// </summary>
    /// <param name="bound">One more than the largest result; at least 1.</param>
    /// <param name="index">The number's place; rejections move on to steps beyond, never to another index.</param>
    /// <param name="step">The step.</param>
    public int Below(int bound, uint index, uint step = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var threshold = (0u - (uint)bound) % (uint)bound;
        for (var attempt = 0U; ; attempt++)
        {
            // Each attempt has a stream of its own below this one; the first, nearly always enough, is this one.
            var source = attempt == 0 ? this : Child(0x52656a0000000000UL | attempt);
            var product = (ulong)source.Word(index, step) * (uint)bound;
            if ((uint)product >= threshold)
                return (int)(product >> 32);
        }
    }

    /// <summary>The numbers 0 … <paramref name="count"/> − 1 in random order (Fisher and Yates).</summary>
    public int[] Permutation(int count, uint step = 0)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        Shuffle(order.AsSpan(), step);
        return order;
    }

    /// <summary>Puts the items into random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items, uint step = 0)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1, (uint)i, step);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
