namespace Backprop.Data;

/// <summary>Sine, cosine and logarithm by their series, in plain double arithmetic: the same bits everywhere.</summary>
internal static class Elementary
{
    public static double Log(double x)
    {
        // x = m · 2^e with m about 1; log m = 2 artanh((m − 1) / (m + 1)).
        var exponent = Math.ILogB(x);
        var m = Math.ScaleB(x, -exponent);
        if (m > 1.4142135623730951)
            (m, exponent) = (m / 2, exponent + 1);
        var s = (m - 1) / (m + 1);
        double sum = 0, power = s;
        for (var k = 1; k < 40; k += 2, power *= s * s)
            sum += power / k;
        return (2 * sum) + (exponent * 0.69314718055994531);
    }

    public static double Sin(double angle) => Series(angle, angle, 2);

    public static double Cos(double angle) => Series(angle, 1, 1);

    private static double Series(double angle, double first, int factor)
    {
        double sum = 0, term = first;
        for (var k = factor; k < 60; k += 2)
        {
            sum += term;
            term *= -angle * angle / (k * (k + 1));
        }

        return sum;
    }
}
