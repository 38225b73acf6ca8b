using Backprop.Numerics;
using Backprop.Numerics.Kernels;
using BenchmarkDotNet.Attributes;

namespace Backprop.Bench.Micro;

/// <summary>Matrix products: <c>C[M, N] = A[M, K] · B[K, N]</c>, also with transposed operands.</summary>
[MemoryDiagnoser]
public class Products
{
    private float[] _a = [], _b = [], _c = [];
    private double[] _a64 = [], _b64 = [], _c64 = [];
    private Workers _workers = Workers.One;

    [Params("64×64×64", "512×512×512", "128×512×784", "32×10×64", "1×512×784")]
    public string Shape { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    private int M { get; set; }
    private int N { get; set; }
    private int K { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        int[] sizes = [.. Shape.Split('×').Select(int.Parse)];
        (M, N, K) = (sizes[0], sizes[1], sizes[2]);
        (_a, _b, _c) = (Values.Normal(M * K), Values.Normal(K * N, 2), new float[M * N]);
        (_a64, _b64, _c64) = (Array.ConvertAll(_a, v => (double)v), Array.ConvertAll(_b, v => (double)v), new double[M * N]);
        _workers = Workers.Of(Threads);
    }

    [Benchmark(Baseline = true)]
    public void Plain() => MatrixProduct.Multiply<float>(_a, false, _b, false, _c, M, N, K, _workers);

    [Benchmark]
    public void TransposedA() => MatrixProduct.Multiply<float>(_a, true, _b, false, _c, M, N, K, _workers);

    [Benchmark]
    public void TransposedB() => MatrixProduct.Multiply<float>(_a, false, _b, true, _c, M, N, K, _workers);

    [Benchmark]
    public void Float64() => MatrixProduct.Multiply<double>(_a64, false, _b64, false, _c64, M, N, K, _workers);
}
