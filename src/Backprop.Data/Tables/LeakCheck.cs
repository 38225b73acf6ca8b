using System.Runtime.CompilerServices;

namespace Backprop.Data;

/// <summary>Finds columns that say the target in other words: titanic's <c>alive</c> beside <c>survived</c>.</summary>
internal static class LeakCheck
{
    private const int FewestRows = 10;

    /// <summary>How a feature gives the target away, or null.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="target">The target.</param>
    /// <param name="rows">The rows that have a target.</param>
    /// <param name="spread">The target's <see cref="Spread"/>.</param>
    public static string? GivesAway(Column feature, Column target, ReadOnlySpan<int> rows, double spread) => target switch
    {
        CategoryColumn classes => OneToOne(feature, classes, rows) ? "has one value for each class of" : null,
        NumberColumn numbers when feature is NumberColumn values => SameLine(values, numbers, rows, spread) ? "is a straight-line function of" : null,
        _ => null,
    };

    private static bool OneToOne(Column feature, CategoryColumn target, ReadOnlySpan<int> rows)
    {
        var classOf = new Dictionary<double, int>();
        var valueOf = new Dictionary<int, double>();
        var count = 0;
        foreach (var row in rows)
        {
            if (feature.IsMissing(row))
                continue;
            count++;
            var value = feature is NumberColumn n ? n[row] : ((CategoryColumn)feature)[row];
            if (!classOf.TryAdd(value, target[row]) && classOf[value] != target[row])
                return false;
            if (!valueOf.TryAdd(target[row], value) && valueOf[target[row]] != value)
                return false;
        }

        return count >= FewestRows && count >= 0.9 * rows.Length && valueOf.Count >= 2;
    }

    /// <summary>The squared distances of a target's numbers from their mean, in sum; 0 when it has none.</summary>
    public static double Spread(Column target, ReadOnlySpan<int> rows) =>
        target is NumberColumn numbers && Statistics.MeanAndDeviation(numbers.Values(rows)).Deviation is var d ? d * d * rows.Length : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool SameLine(NumberColumn x, NumberColumn y, ReadOnlySpan<int> rows, double spread)
    {
        double meanX = 0, meanY = 0, xx = 0, yy = 0, xy = 0;
        var count = 0;
        foreach (var row in rows)
        {
            if (x.IsMissing(row))
                continue;
            count++;
            var (dx, dy) = (x[row] - meanX, y[row] - meanY);
            meanX += dx / count;
            meanY += dy / count;
            xx += dx * (x[row] - meanX);
            yy += dy * (y[row] - meanY);
            xy += dx * (y[row] - meanY);
            // What the best line leaves over never gets less with more rows: once too much, always too much.
            if (count % 1024 == 0 && yy - (xy * xy / xx) > 1e-6 * spread)
                return false;
        }

        return count >= FewestRows && count >= 0.9 * rows.Length && xx > 0 && yy > 0 && xy * xy >= (1 - 1e-9) * xx * yy;
    }
}
