using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanes = System.Runtime.Intrinsics.Vector256<uint>;

namespace Backprop.Numerics;

/// <summary>Many blocks of a <see cref="Philox"/> stream at once; its <see cref="Philox.Words"/> is the readable twin.</summary>
internal static class PhiloxWords
{
    /// <summary>Words 4 · <paramref name="firstBlock"/> and on of a step; as many as fit, a multiple of 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(Philox stream, uint step, uint firstBlock, Span<uint> words)
    {
        var i = 0;
        if (Avx2.IsSupported)
            for (; i <= words.Length - 32; i += 32)
                EightBlocks(stream, step, firstBlock + (uint)i / 4, ref words[i]);
        for (; i < words.Length; i += 4)
            (words[i], words[i + 1], words[i + 2], words[i + 3]) = stream.Words(firstBlock + (uint)i / 4, step);
    }

    // Whole numbers only, so the same bits as one block after the other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightBlocks(Philox stream, uint step, uint block, ref uint words)
    {
        var a = Vector256.Create(block) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        var b = Vector256.Create(step);
        var c = Vector256.Create((uint)stream.Stream);
        var d = Vector256.Create((uint)(stream.Stream >> 32));
        var (keyA, keyB) = ((uint)stream.Seed, (uint)(stream.Seed >> 32));
        for (var round = 0; round < 10; round++)
        {
            var (highA, lowA) = Product(a, Philox.MultiplierA);
            var (highB, lowB) = Product(c, Philox.MultiplierB);
            a = highB ^ b ^ Vector256.Create(keyA);
            b = lowB;
            c = highA ^ d ^ Vector256.Create(keyB);
            d = lowA;
            keyA += Philox.WeylA;
            keyB += Philox.WeylB;
        }

        // A block's four words side by side: blocks 0 and 4, 1 and 5, …
        var (abLow, abHigh) = (Avx2.UnpackLow(a, b).AsUInt64(), Avx2.UnpackHigh(a, b).AsUInt64());
        var (cdLow, cdHigh) = (Avx2.UnpackLow(c, d).AsUInt64(), Avx2.UnpackHigh(c, d).AsUInt64());
        var (zero, one) = (Avx2.UnpackLow(abLow, cdLow).AsUInt32(), Avx2.UnpackHigh(abLow, cdLow).AsUInt32());
        var (two, three) = (Avx2.UnpackLow(abHigh, cdHigh).AsUInt32(), Avx2.UnpackHigh(abHigh, cdHigh).AsUInt32());
        Vector256.Create(zero.GetLower(), one.GetLower()).StoreUnsafe(ref words);
        Vector256.Create(two.GetLower(), three.GetLower()).StoreUnsafe(ref words, 8);
        Vector256.Create(zero.GetUpper(), one.GetUpper()).StoreUnsafe(ref words, 16);
        Vector256.Create(two.GetUpper(), three.GetUpper()).StoreUnsafe(ref words, 24);
    }

    // High and low halves of eight 64-bit products.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Lanes High, Lanes Low) Product(Lanes x, uint factor)
    {
        var factors = Vector256.Create(factor);
        var even = Avx2.Multiply(x, factors).AsUInt32();
        var odd = Avx2.Multiply(Avx2.ShiftRightLogical(x.AsUInt64(), 32).AsUInt32(), factors).AsUInt32();
        var oddInUpper = Vector256.Create(0u, uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue, 0, uint.MaxValue);
        return (
            Vector256.ConditionalSelect(oddInUpper, odd, Avx2.ShiftRightLogical(even.AsUInt64(), 32).AsUInt32()),
            Vector256.ConditionalSelect(oddInUpper, Avx2.ShiftLeftLogical(odd.AsUInt64(), 32).AsUInt32(), even));
    }
}
