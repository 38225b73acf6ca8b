using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests;

public sealed class AddRowTests
{
    [Fact]
    public void Every_row_gets_the_bits_of_the_broadcast_sum()
    {
        foreach (var n in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 100])
        {
            foreach (var rows in (int[])[0, 1, 2, 5])
            {
                var y = Enumerable.Range(0, rows * n).Select(i => i * 0.37f - 3).ToArray();
                var row = Enumerable.Range(0, n).Select(i => 1 / (i + 3f)).ToArray();
                var (expected, doubles) = (y.Select((v, i) => v + row[i % n]).ToArray(), Array.ConvertAll(y, v => (double)v));
                Elementwise.AddRow<float>(y, row);
                Assert.Equal(expected, y);
                var wide = Array.ConvertAll(row, v => (double)v);
                var expectedDoubles = doubles.Select((v, i) => v + wide[i % n]).ToArray();
                Elementwise.AddRow<double>(doubles, wide);
                Assert.Equal(expectedDoubles, doubles);
            }
        }
    }

    [Fact]
    public void Elements_that_are_no_whole_rows_are_refused() =>
        Assert.Throws<ShapeException>(() => Elementwise.AddRow<float>(new float[7], new float[3]));
}
