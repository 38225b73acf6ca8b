using Backprop.Numerics.Kernels;

namespace Backprop.Cli;

/// <summary>A matrix product that is measured: <c>C[m, n] = A[m, k] · B[k, n]</c>, float32, into a given C.</summary>
/// <param name="Name">What it is in training.</param>
/// <param name="M">Rows of A and C.</param>
/// <param name="N">Columns of B and C.</param>
/// <param name="K">Columns of A, rows of B.</param>
/// <param name="TransposeA">A is stored [k, m].</param>
/// <param name="TransposeB">B is stored [n, k].</param>
internal sealed record ProductWork(string Name, int M, int N, int K, bool TransposeA = false, bool TransposeB = false)
{
    /// <summary>Square ones.</summary>
    public static IReadOnlyList<ProductWork> Square { get; } =
        [.. new[] { 64, 128, 256, 512, 1024, 2048 }.Select(n => new ProductWork($"product {n}", n, n, n))];

    /// <summary>As training and prediction make them.</summary>
    public static IReadOnlyList<ProductWork> Training { get; } =
    [
        new("128×784×512 forward: x·Wᵀ", 128, 512, 784, TransposeB: true),
        new("128×784×512 weight gradient: dyᵀ·x", 512, 784, 128, TransposeA: true),
        new("128×784×512 input gradient: dy·W", 128, 784, 512),
        new("32×64×10 forward: x·Wᵀ", 32, 10, 64, TransposeB: true),
        new("32×64×10 weight gradient: dyᵀ·x", 10, 64, 32, TransposeA: true),
        new("32×64×10 input gradient: dy·W", 32, 64, 10),
        new("vector 1×784 · 784×512", 1, 512, 784),
        new("vector 1×784 · (512×784)ᵀ", 1, 512, 784, TransposeB: true),
        new("vector 1×512 · 512×512", 1, 512, 512),
        new("vector 1×512 · (512×512)ᵀ", 1, 512, 512, TransposeB: true),
    ];

    /// <summary>Floating-point operations.</summary>
    public double Flops => 2.0 * M * N * K;

    /// <summary>Bytes that must be moved at least: A and B read, C written.</summary>
    public double Bytes => 4.0 * ((double)M * K + (double)K * N + (double)M * N);

    /// <summary>A, row-major as stored.</summary>
    public float[] A() => Values(1, M * K);

    /// <summary>B, row-major as stored.</summary>
    public float[] B() => Values(2, K * N);

    /// <summary>The product, ready to run, by Backprop's kernel.</summary>
    public Action Ours(float[] a, float[] b, float[] c, Workers workers) =>
        () => MatrixProduct.Multiply<float>(a, TransposeA, b, TransposeB, c, M, N, K, workers);

    private static float[] Values(ulong stream, int count)
    {
        var values = new float[count];
        RandomFill.Normal<float>(new Philox(1).Child(stream), 0, values);
        return values;
    }
}
