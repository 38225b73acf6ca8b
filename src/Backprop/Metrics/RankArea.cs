namespace Backprop;

/// <summary>The area under the receiver operating characteristic, by ranks.</summary>
internal static class RankArea
{
    /// <summary>
    /// The share of pairs (a positive row, a negative row) in which the positive one scores higher, ties counting half:
    /// (R − P(P+1)/2) / (P·N), R the positives' sum of mid-ranks (Mann and Whitney 1947). NaN without both kinds or with a NaN score.
    /// </summary>
    public static double Of(double[] scores, bool[] positive)
    {
        if (Keys(scores, positive) is not { } keys)
            return double.NaN;
        Sort(keys);
        var (ranks, positives) = (0.0, 0L); // mid-ranks are halves: their sum is exact
        for (var from = 0; from < keys.Length;)
        {
            var (to, hits) = (from, 0L);
            for (; to < keys.Length && keys[to].Score == keys[from].Score; to++)
                hits += keys[to].Positive;
            ranks += hits * 0.5 * (from + 1 + to);
            positives += hits;
            from = to;
        }

        var negatives = keys.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (ranks - 0.5 * positives * (positives + 1)) / ((double)positives * negatives);
    }

    // Scores as whole numbers of the same order; null if one is NaN.
    private static (ulong Score, byte Positive)[]? Keys(double[] scores, bool[] positive)
    {
        var keys = new (ulong, byte)[scores.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (double.IsNaN(scores[i]))
                return null;
            var bits = BitConverter.DoubleToUInt64Bits(scores[i] == 0 ? 0 : scores[i]); // 0 and −0 are equal
            keys[i] = (bits >> 63 == 0 ? bits | (1UL << 63) : ~bits, positive[i] ? (byte)1 : (byte)0);
        }

        return keys;
    }

    // By one byte after the other, the lowest first; a byte that is the same in all is passed over.
    private static void Sort((ulong Score, byte Positive)[] keys)
    {
        var (from, to) = (keys, new (ulong, byte)[keys.Length]);
        Span<int> starts = stackalloc int[256];
        for (var shift = 0; shift < 64; shift += 8)
        {
            starts.Clear();
            foreach (var (score, _) in from)
                starts[(byte)(score >> shift)]++;
            if (starts.Contains(from.Length))
                continue;
            var sum = 0;
            foreach (ref var start in starts)
                (start, sum) = (sum, sum + start);
            foreach (var key in from)
                to[starts[(byte)(key.Score >> shift)]++] = key;
            (from, to) = (to, from);
        }

        if (from != keys)
            from.CopyTo(keys, 0);
    }
}
