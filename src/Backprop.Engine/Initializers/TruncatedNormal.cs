namespace Backprop.Engine;

/// <summary>
/// Normal, what lies more than two standard deviations from the mean drawn again. (The result's own standard deviation is
/// 0.8796 of the parameter.)
/// </summary>
public sealed record TruncatedNormal : Initializer
{
    private const double Limit = 2;

    /// <inheritdoc/>
    public override string Name => "truncated_normal";

    /// <summary>The mean.</summary>
    public double Mean { get; init; }

    /// <summary>The standard deviation before truncation, at least 0.</summary>
    public double Deviation { get; init; } = 1;

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        if (!(Deviation >= 0) || !double.IsFinite(Deviation))
            throw OutOfRange(nameof(Deviation), Deviation, "0 or more");
        // Every round draws for those still open, by order, from a stream of its own.
        var open = Enumerable.Range(0, values.Length).ToArray();
        var drawn = new double[open.Length];
        for (var round = 0UL; open.Length > 0; round++)
        {
            FillNormal(drawn.AsSpan(0, open.Length), 0, 1, random.Child(round));
            var left = 0;
            for (var i = 0; i < open.Length; i++)
            {
                if (Math.Abs(drawn[i]) <= Limit)
                    values[open[i]] = Mean + Deviation * drawn[i];
                else
                    open[left++] = open[i];
            }

            Array.Resize(ref open, left);
        }
    }
}
