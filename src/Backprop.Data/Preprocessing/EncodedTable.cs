using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>Rows as the network takes them: plain arrays, row after row.</summary>
public sealed class EncodedTable
{
    internal EncodedTable(int rows, float[] features, int featureCount, int[] codes, int embeddingCount)
    {
        (Rows, Features, FeatureCount, Codes, EmbeddingCount) = (rows, features, featureCount, codes, embeddingCount);
    }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many dense inputs a row has.</summary>
    public int FeatureCount { get; }

    /// <summary>How many embedded categories a row has.</summary>
    public int EmbeddingCount { get; }

    /// <summary>The dense inputs, <c>[rows, features]</c>.</summary>
    public float[] Features { get; }

    /// <summary>The embedded categories' codes, <c>[rows, embeddings]</c>.</summary>
    public int[] Codes { get; }

    /// <summary>Each row's class for binary and multi-class tasks, <c>[rows]</c>; else empty.</summary>
    public int[] Classes { get; internal init; } = [];

    /// <summary>
    /// What the loss compares with, <c>[rows, targets]</c>: scaled numbers for regression, 0 or 1 for multi-label tasks, 0
    /// or 1 (one a row) for binary ones; empty for multi-class ones and without targets.
    /// </summary>
    public float[] Targets { get; internal init; } = [];

    /// <summary>Regression targets as in the file, <c>[rows, targets]</c>; else empty.</summary>
    public double[] TargetValues { get; internal init; } = [];

    /// <summary>How many columns <see cref="Targets"/> has.</summary>
    public int TargetCount => Rows == 0 ? 0 : Targets.Length / Rows;

    /// <summary>The dense inputs of one row, <c>[features]</c>.</summary>
    public ReadOnlySpan<float> Row(int row) => Features.AsSpan(row * FeatureCount, FeatureCount);

    internal static int Size(long rows, long columns, string what) =>
        rows * columns <= Array.MaxLength ? (int)(rows * columns)
        : throw new SettingsException($"{rows} rows of {columns} {what} are more than an array can hold ({Array.MaxLength} numbers): leave columns out or use fewer rows");
}
