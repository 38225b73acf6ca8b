using System.Numerics;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests;

public sealed class SoftmaxRowsTests
{
    // Short rows go several at once; 32 is the longest of these.
    public static TheoryData<int, int> Sizes => new(
        from rows in (int[])[1, 3, 4, 7, 8, 9, 16, 21]
        from n in (int[])[1, 2, 3, 5, 8, 10, 16, 17, 31, 32, 33, 64, 100]
        select (rows, n));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_row_has_the_bits_of_its_definition_whatever_stands_beside_it(int rows, int n)
    {
        Check<float>(rows, n, Elementary.Exp, Elementary.Log);
        Check<double>(rows, n, Elementary.Exp, Elementary.Log);
    }

    [Fact]
    public void Rows_without_a_finite_greatest_give_NaN_and_do_not_touch_others()
    {
        float[] x = [1, 2, 3, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, 1, float.NaN, 2, 1, 2, 3];
        var y = new float[12];
        SoftmaxRows.Softmax<float>(x, 4, 3, y, Workers.One);
        Assert.All(y[3..9], v => Assert.True(float.IsNaN(v)));
        Assert.Equal(y[..3], y[9..]);
        Assert.Equal(1, y[..3].Sum(), 1e-6);
    }

    private static void Check<T>(int rows, int n, Func<T, T> exp, Func<T, T> log) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var x = new T[rows * n];
        for (var i = 0; i < x.Length; i++)
            x[i] = T.CreateChecked(((i * 2654435761L + rows) % 4001 - 2000) / 150.0);
        var labels = Enumerable.Range(0, rows).Select(i => i * 5 % n).ToArray();
        var (y, p, losses, dx) = (new T[x.Length], new T[x.Length], new T[rows], new T[x.Length]);
        var dloss = losses.Select((_, i) => T.CreateChecked(0.25 + i)).ToArray();
        SoftmaxRows.Softmax<T>(x, rows, n, y, Workers.One);
        SoftmaxRows.CrossEntropy<T>(x, labels, rows, n, losses, p, Workers.One);
        SoftmaxRows.CrossEntropyGradient<T>(p, labels, dloss, rows, n, dx, Workers.One);
        Assert.Equal(y, p);
        for (var row = 0; row < rows; row++)
        {
            var from = x[(row * n)..((row + 1) * n)];
            var greatest = from.Max();
            var e = from.Select(v => exp(v - greatest)).ToArray();
            var sum = ReductionReference.Reduce<T>(e, T.Zero, (a, b) => a + b, (a, b) => a + b);
            for (var j = 0; j < n; j++)
            {
                Assert.Equal(e[j] / sum, y[row * n + j]);
                Assert.Equal((j == labels[row] ? e[j] / sum - T.One : e[j] / sum) * dloss[row], dx[row * n + j]);
            }

            Assert.Equal(-(from[labels[row]] - greatest - log(sum)), losses[row]);
        }
    }
}
