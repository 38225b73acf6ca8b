namespace Backprop.Data;

/// <summary>Some rows of an <see cref="EncodedTable"/>, gathered. Its arrays are used again for later batches: take what is needed before the next one.</summary>
public sealed class Batch
{
    private readonly float[] _features;
    private readonly int[] _codes;
    private readonly float[] _targets;
    private readonly int[] _classes;
    private readonly int[] _rowNumbers;
    private readonly EncodedTable _table;

    internal Batch(EncodedTable table, int size)
    {
        _table = table;
        _features = new float[EncodedTable.Size(size, table.FeatureCount, "inputs")];
        _codes = new int[size * table.EmbeddingCount];
        _targets = new float[size * table.TargetCount];
        _classes = new int[table.Classes.Length > 0 ? size : 0];
        _rowNumbers = new int[size];
    }

    /// <summary>The batch's number in its epoch, from 0.</summary>
    public int Index { get; private set; }

    /// <summary>How many rows; the last batch of an epoch may have fewer.</summary>
    public int Rows { get; private set; }

    /// <summary>The dense inputs, <c>[rows, features]</c>.</summary>
    public ReadOnlySpan<float> Features => _features.AsSpan(0, Rows * _table.FeatureCount);

    /// <summary>The array the dense inputs were gathered into: <see cref="Features"/> is its beginning.</summary>
    public float[] FeatureArray => _features;

    /// <summary>The embedded categories' codes, <c>[rows, embeddings]</c>.</summary>
    public ReadOnlySpan<int> Codes => _codes.AsSpan(0, Rows * _table.EmbeddingCount);

    /// <summary>What the loss compares with, <c>[rows, targets]</c>, as in <see cref="EncodedTable.Targets"/>.</summary>
    public ReadOnlySpan<float> Targets => _targets.AsSpan(0, Rows * _table.TargetCount);

    /// <summary>The rows' classes, <c>[rows]</c>, as in <see cref="EncodedTable.Classes"/>.</summary>
    public ReadOnlySpan<int> Classes => _classes.AsSpan(0, _classes.Length > 0 ? Rows : 0);

    /// <summary>The rows' numbers in the encoded table, <c>[rows]</c>.</summary>
    public ReadOnlySpan<int> RowNumbers => _rowNumbers.AsSpan(0, Rows);

    internal void Gather(int index, ReadOnlySpan<int> rows)
    {
        (Index, Rows) = (index, rows.Length);
        rows.CopyTo(_rowNumbers);
        Gather(_table.Features, _features, _table.FeatureCount, rows);
        Gather(_table.Codes, _codes, _table.EmbeddingCount, rows);
        Gather(_table.Targets, _targets, _table.TargetCount, rows);
        Gather(_table.Classes, _classes, _classes.Length > 0 ? 1 : 0, rows);
    }

    private static void Gather<T>(T[] from, T[] into, int width, ReadOnlySpan<int> rows)
    {
        if (width == 0)
            return;
        for (var i = 0; i < rows.Length; i++)
            from.AsSpan(rows[i] * width, width).CopyTo(into.AsSpan(i * width));
    }
}
