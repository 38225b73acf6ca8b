namespace Backprop.Tuning;

/// <summary>
/// Every combination of a few values of each dimension, once. They come in an order by chance, so that a grid cut short
/// has looked everywhere a little.
/// </summary>
public sealed class GridSampler : Sampler
{
    private const int Largest = 1_000_000;

    private readonly Philox _random;
    private int[]? _order;

    /// <summary>In the order of a stream.</summary>
    /// <param name="random">The stream.</param>
    /// <param name="points">Values of each range, at least 1; a choice always gives all of its values.</param>
    /// <exception cref="SettingsException">Fewer than 1 point.</exception>
    public GridSampler(Philox random, int points = 3)
    {
        if (points < 1)
            throw new SettingsException($"a grid needs 1 point a dimension or more but has {points}");
        (_random, Points) = (random, points);
    }

    /// <inheritdoc/>
    public override string Name => "grid";

    /// <summary>Values of each range.</summary>
    public int Points { get; }

    /// <summary>How many combinations there are.</summary>
    /// <exception cref="SettingsException">More than a million.</exception>
    public int Count(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        var count = 1L;
        foreach (var dimension in space.Dimensions)
            if ((count *= dimension.Grid(Points).Count) > Largest)
                throw new SettingsException($"the grid has more than {Largest} combinations: search fewer settings, or by chance (random)");
        return (int)count;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string>? Propose(SearchSpace space, IReadOnlyList<Trial> trials, int draw)
    {
        var count = Count(space);
        if (draw >= count)
            return null;
        if (_order?.Length != count)
            _order = _random.Permutation(count);

        // The number of a combination in mixed radix: the last dimension runs fastest.
        var values = new string[space.Dimensions.Count];
        var rest = _order[draw];
        for (var d = values.Length - 1; d >= 0; d--)
        {
            var grid = space.Dimensions[d].Grid(Points);
            values[d] = grid[rest % grid.Count];
            rest /= grid.Count;
        }

        return space.Choose(d => values[d]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} of {Dimension.Text(Points)}";
}
