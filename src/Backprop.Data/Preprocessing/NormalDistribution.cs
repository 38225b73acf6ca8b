using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    private static readonly double[] A = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690, -30.66479806614716, 2.506628277459239];
    private static readonly double[] B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
    private static readonly double[] C = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
    private static readonly double[] D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

    /// <summary>The number below which a share of the distribution lies; error below 1.2e-9 of it (Acklam 2003).</summary>
    /// <param name="share">Between 0 and 1, both excluded.</param>
    public static double Quantile(double share)
    {
        const double Tail = 0.02425;
        if (share > 1 - Tail)
            return -Quantile(1 - share);
        if (share < Tail)
        {
            var q = Math.Sqrt(-2 * Elementary.Log(share));
            return Polynomial(C, q) / Polynomial(D, q);
        }

        var centered = share - 0.5;
        var r = centered * centered;
        return Polynomial(A, r) * centered / Polynomial(B, r);
    }

    // Highest power first.
    private static double Polynomial(double[] coefficients, double x)
    {
        var sum = 0.0;
        foreach (var c in coefficients)
            sum = (sum * x) + c;
        return sum;
    }
}
