using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests.Kernels;

/// <summary>
/// One hash over results of products and reductions, the same on every system and in every mode of the runtime. A
/// change of it breaks the promise that runs can be repeated: do it only with a new version, and say so.
/// </summary>
public sealed class GoldenBitsTests
{
    private const string Golden = "9d547b0dd4dc2ed3b0ef3648a4722d7c8cb0fa8e41d98dba230f8937051d0fc5";

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(8)]
    public void Products_and_reductions_have_the_committed_bits(int threads)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var workers = Workers.Of(threads);
        All<float>(hash, workers);
        All<double>(hash, workers);
        var bits = Convert.ToHexStringLower(hash.GetHashAndReset());
        Assert.True(bits == Golden, $"the hash is {bits}");
    }

    private static void All<T>(IncrementalHash hash, Workers workers) where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var (m, n, k) in new[] { (1, 1, 100), (5, 1, 70), (3, 3, 3), (32, 3, 16), (10, 12, 9), (17, 70, 33), (64, 100, 300), (9, 20, 1500), (130, 129, 128) })
            for (var flags = 0; flags < 4; flags++)
            {
                var c = new T[m * n];
                MatrixProduct.Multiply<T>(
                    MatrixProductTests.Values<T>(m * k, 11), (flags & 1) != 0, MatrixProductTests.Values<T>(k * n, 12), (flags & 2) != 0, c, m, n, k, workers);
                hash.AppendData(MemoryMarshal.AsBytes<T>(c));
            }

        foreach (var (shape, axes) in new (Shape, int[])[] { ([7, 333], [1]), ([200, 45], [0]), ([6, 50, 5], [1]), ([4, 6, 5, 7], [0, 2]), ([1000], [0]), ([6, 10], [1]) })
        {
            var x = MatrixProductTests.Values<T>(shape.Count, 13);
            var y = new T[shape.Count];
            Reduction.Sum<T>(x, shape, axes, y);
            hash.AppendData(MemoryMarshal.AsBytes<T>(y));
            Reduction.SumOfSquares<T>(x, shape, axes, y);
            hash.AppendData(MemoryMarshal.AsBytes<T>(y));
            Reduction.Max<T>(x, shape, axes, y);
            hash.AppendData(MemoryMarshal.AsBytes<T>(y));
        }
    }
}
