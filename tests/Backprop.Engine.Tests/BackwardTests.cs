namespace Backprop.Engine.Tests;

public sealed class BackwardTests
{
    private static Tensor X(params double[] values) => Tensor.From(values).WithGradient();

    [Fact]
    public void The_product_rule_and_accumulation()
    {
        var (a, b) = (X(2, 3), X(5, 7));
        (a * b + a).Sum().Backward();
        Assert.Equal([6.0, 8.0], a.Grad!.ToDoubles());
        Assert.Equal([2.0, 3.0], b.Grad!.ToDoubles());
        (a * a).Sum().Backward();
        Assert.Equal([10.0, 14.0], a.Grad!.ToDoubles());
    }

    [Fact]
    public void Broadcast_gradients_are_summed_back()
    {
        var (a, b) = (Tensor.From(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }).WithGradient(), X(1, 10, 100));
        (a * b).Sum().Backward();
        Assert.Equal([5.0, 7.0, 9.0], b.Grad!.ToDoubles());
        Assert.Equal([1.0, 10, 100, 1, 10, 100], a.Grad!.ToDoubles());
    }

    [Fact]
    public void A_gradient_of_a_gradient()
    {
        var x = X(3);
        var first = Gradients.Of((x * x * x).Sum(), [x], createGraph: true)[0];
        var second = Gradients.Of(first.Sum(), [x])[0];
        Assert.Equal(27, first.Item());
        Assert.Equal(18, second.Item());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Products_of_batches_of_matrices_pass_the_gradient_check(bool transposeA, bool transposeB)
    {
        foreach (var leading in new[] { (A: Array.Empty<int>(), B: Array.Empty<int>()), ([2], [2]), ([2], []), ([], [3]), ([2, 1], [3]) })
        {
            var a = Random([.. leading.A, .. transposeA ? new[] { 4, 3 } : [3, 4]], 1);
            var b = Random([.. leading.B, .. transposeB ? new[] { 5, 4 } : [4, 5]], 2);
            GradientCheck.Direction(x => x[0].MatMul(x[1], transposeA, transposeB), [a, b], secondOrder: true);
            GradientCheck.Full(x => x[0].MatMul(x[1], transposeA, transposeB), [a, b]);
        }
    }

    private static Tensor Random(int[] sizes, ulong seed)
    {
        var shape = new Shape(sizes);
        return Tensor.From([.. Enumerable.Range(0, shape.Count).Select(i => new Philox(seed).Uniform((uint)i) - 0.5)], shape);
    }
}
