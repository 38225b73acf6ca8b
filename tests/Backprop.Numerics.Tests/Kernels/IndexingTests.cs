using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests.Kernels;

public sealed class IndexingTests
{
    [Fact]
    public void Rows_are_selected_along_any_axis()
    {
        int[] x = [.. Enumerable.Range(0, 24)], y = new int[24];
        Indexing.Select<int>(x, [4, 6], 0, [3, 0, 3], y);
        Assert.Equal([18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 18, 19, 20, 21, 22, 23], y[..18]);
        Indexing.Select<int>(x, [4, 6], 1, [5, 1], y);
        Assert.Equal([5, 1, 11, 7, 17, 13, 23, 19], y[..8]);
        Indexing.Select<int>(x, [2, 3, 4], 1, [2, 2], y);
        Assert.Equal([8, 9, 10, 11, 8, 9, 10, 11, 20, 21, 22, 23, 20, 21, 22, 23], y[..16]);
    }

    [Fact]
    public void Adding_selected_rows_is_in_the_order_of_the_index_with_any_number_of_threads()
    {
        var random = new Philox(4, 4);
        const int Rows = 7, Columns = 700, Count = 200;
        var index = new int[Count];
        for (var i = 0; i < Count; i++)
            index[i] = random.Below(Rows, (uint)i);
        var source = MatrixProductTests.Values<float>(2 * Count * Columns, 6);
        var expected = new float[2 * Rows * Columns];
        for (var o = 0; o < 2; o++)
            for (var i = 0; i < Count; i++)
                for (var j = 0; j < Columns; j++)
                    expected[(o * Rows + index[i]) * Columns + j] += source[(o * Count + i) * Columns + j];
        foreach (var threads in new[] { 1, 2, 3, 8 })
        {
            var target = new float[2 * Rows * Columns];
            Indexing.SelectAdd<float>(source, [2, Rows, Columns], 1, index, target, Workers.Of(threads));
            Assert.Equal(expected, target);
        }
    }

    [Fact]
    public void Elements_are_gathered_and_added_back()
    {
        int[] x = [1, 2, 3, 4, 5, 6], y = new int[4], back = new int[6];
        Indexing.Gather<int>(x, [2, 3], 1, [2, 0, 1, 1], [2, 2], y);
        Assert.Equal([3, 1, 5, 5], y);
        Indexing.GatherAdd<int>([10, 20, 30, 40], [2, 2], 1, [2, 0, 1, 1], back, [2, 3]);
        Assert.Equal([20, 0, 10, 0, 70, 0], back);
        Indexing.Gather<int>(x, [2, 3], 0, [1, 0], [1, 2], y);
        Assert.Equal([4, 2], y[..2]);
        Indexing.Gather<int>([.. Enumerable.Range(0, 12)], [2, 3, 2], 1, [2, 1, 0, 2], [2, 1, 2], y);
        Assert.Equal([4, 3, 6, 11], y);
    }

    [Fact]
    public void One_hot_rows_have_one_entry()
    {
        float[] y = [9, 9, 9, 9, 9, 9];
        Indexing.OneHot([2, 0], 3, 1f, y);
        Assert.Equal([0f, 0, 1, 1, 0, 0], y);
    }

    [Theory]
    [InlineData(-1), InlineData(4), InlineData(int.MaxValue), InlineData(int.MinValue)]
    public void An_index_out_of_range_is_named_with_its_position_and_the_range(int wrong)
    {
        int[] index = [0, 1, wrong], target = new int[24];
        foreach (var act in new Action[]
        {
            () => Indexing.Select<int>(new int[8], [4, 2], 0, index, target),
            () => Indexing.SelectAdd<int>(new int[24], [4, 2], 0, index, target, Workers.One),
            () => Indexing.Gather<int>(new int[8], [4, 2], 0, index, [3, 1], target),
            () => Indexing.GatherAdd<int>(new int[8], [3, 1], 0, index, target, [4, 2]),
        })
            Assert.Contains($"index {wrong} at position 2 is out of range: axis 0 of [4, 2] has 4 entries, from 0 to 3", Assert.Throws<BackpropException>(act).Message);
        Assert.Contains("has 4 entries", Assert.Throws<BackpropException>(() => Indexing.OneHot(index, 4, 1, target)).Message);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ShapeException>(() => Indexing.Gather<int>(new int[6], [2, 3], 1, new int[9], [3, 3], new int[9]));
        Assert.Throws<ShapeException>(() => Indexing.Gather<int>(new int[6], [2, 3], 1, new int[3], [3], new int[3]));
        Assert.Throws<ShapeException>(() => Indexing.Select<int>(new int[6], [2, 3], 1, [0], new int[1]));
        Assert.Throws<ShapeException>(() => Indexing.Select<int>(new int[6], [2, 3], 2, [0], new int[9]));
    }
}
