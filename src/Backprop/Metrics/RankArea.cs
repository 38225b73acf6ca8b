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
        Array.Sort(scores, positive); // unstable, but equal scores are taken together
        var (ranks, positives) = (0.0, 0L); // mid-ranks are halves: their sum is exact
        for (var from = 0; from < scores.Length;)
        {
            if (double.IsNaN(scores[from])) return double.NaN;
            var (to, hits) = (from, 0L);
            for (; to < scores.Length && scores[to] == scores[from]; to++)
                if (positive[to]) hits++;
            ranks += hits * 0.5 * (from + 1 + to);
            positives += hits;
            from = to;
        }
        var negatives = scores.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (ranks - 0.5 * positives * (positives + 1)) / ((double)positives * negatives);
    }
}
