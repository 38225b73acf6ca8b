namespace Backprop.Engine;

/// <summary>
/// The entrance for tables with categories: of an input [batch, dense + k] the first columns are numbers and stay, the last
/// k are category codes and become learned features: [batch, dense + Σ widths] (Guo and Berkhahn 2016).
/// </summary>
public sealed class CategoryEmbedding : Module
{
    private readonly CategoryColumn[] _columns;
    private readonly Embedding[] _embeddings;

    /// <summary>For a table of <paramref name="dense"/> numbers and then these columns of codes.</summary>
    /// <exception cref="SettingsException">There is no column, or a name stands twice.</exception>
    public CategoryEmbedding(int dense, params IEnumerable<CategoryColumn> columns)
    {
        _columns = [.. columns];
        Dense = dense;
        if (dense < 0 || _columns.Length == 0)
            throw new SettingsException($"a category embedding needs 0 or more numbers and at least 1 column of codes but was given {dense} and {_columns.Length}");
        if (_columns.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new SettingsException($"a category embedding has two columns named '{twice.Key}': rename one");
        // Small beside standardised numbers, so that an unseen code starts near 'nothing special'.
        _embeddings = [.. _columns.Select(c => AddChild($"embeddings.{c.Name}", new Embedding(c.Count, c.Width, new Normal { Deviation = 0.1 })))];
    }

    /// <summary>How many of the first columns are numbers.</summary>
    public int Dense { get; }

    /// <summary>The columns of codes, in order.</summary>
    public IReadOnlyList<CategoryColumn> Columns => _columns;

    /// <summary>Features of the output.</summary>
    public int Outputs => Dense + _columns.Sum(c => c.Width);

    /// <inheritdoc/>
    public override string Kind => "category_embedding";

    /// <inheritdoc/>
    public override string Description => $"{Dense} + {_columns.Length} → {Outputs}";

    /// <inheritdoc/>
    public override Settings Settings => new Settings(Kind).With("dense", Dense).With(
        "columns", _columns.Select(c => new Settings("category").With("name", c.Name).With("count", c.Count).With("width", c.Width)));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Pass pass)
    {
        var width = Dense + _columns.Length;
        if (input.Rank != 2 || input.Shape[1] != width)
            throw Mismatch($"[batch, {width}] ({Dense} numbers, then {_columns.Length} codes)", input, "give the columns in the order the network was built for");
        RequireDType(input, _embeddings[0].Weight);
        var parts = new List<Tensor>(1 + _columns.Length);
        if (Dense > 0)
            parts.Add(input.Slice(1, 0, Dense));
        for (var i = 0; i < _embeddings.Length; i++)
            parts.Add(_embeddings[i].Forward(input.Slice(1, Dense + i, 1).Reshape(input.Shape[0]), pass));
        return Ops.Concatenate(1, [.. parts]);
    }

    internal static CategoryEmbedding From(Settings settings) => new(settings.Int("dense"), settings.List("columns").Select(c =>
    {
        var column = new CategoryColumn(c.Text("name"), c.Int("count"), c.Int("width"));
        c.EnsureAllRead();
        return column;
    }));
}
