namespace Backprop.Engine.Tests;

public sealed class SoftmaxTests
{
    private static readonly Func<Tensor, Tensor>[] Rows =
    [
        x => x.Softmax(), x => x.LogSoftmax(), x => x.LogSumExp(1), x => x.SoftmaxCrossEntropy(Labels(x)),
        x => SoftmaxCrossEntropyGradientOp.Instance.Apply(x, Labels(x), x.Slice(1, 0, 1).Squeeze(1)),
    ];

    private static Tensor Labels(Tensor x) => Tensor.From([.. Enumerable.Range(0, x.Shape[0]).Select(i => i * 7 % x.Shape[1])]);

    private static Tensor Numbers(int rows, int n, DType dtype)
    {
        var random = new Philox(3);
        return Tensor.From([.. Enumerable.Range(0, rows * n).Select(i => 20.0 * random.Uniform((uint)i) - 10)], [rows, n]).Convert(dtype);
    }

    // Reductions as defined by their readable twin, exponentials by the op exp.
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void The_kernels_have_the_bits_of_simple_ops(DType dtype)
    {
        foreach (var n in new[] { 1, 2, 3, 7, 8, 9, 10, 31, 32, 33, 64, 65, 100, 257, 1023, 1024, 1025, 2050 })
        {
            var x = Numbers(n % 2 == 0 ? 3 : 150, n, dtype); // rows go in blocks
            var shifted = x - x.Max([1], keepAxes: true);
            var sum = shifted.Exp().Sum([1], keepAxes: true);
            Equal(shifted.Exp() / sum, x.Softmax());
            Equal(shifted - sum.Log(), x.LogSoftmax());
            Equal(x.Max([1], keepAxes: true) + sum.Log(), x.LogSumExp([1], keepAxes: true));
            foreach (var op in new Op[] { SoftmaxCrossEntropyOp.Instance })
            {
                Tensor[] inputs = [x, Labels(x)];
                foreach (var (fused, composed) in op.ApplyAll(inputs).Zip(op.Compose(inputs)!))
                    Equal(composed, fused);
            }
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void A_row_has_the_same_bits_alone_and_with_any_number_of_threads(DType dtype)
    {
        foreach (var (rows, n) in new[] { (3000, 10), (20, 3000) })
        {
            var x = Numbers(rows, n, dtype);
            foreach (var op in Rows)
            {
                var whole = op(x);
                foreach (var threads in new[] { 2, 3, 8 })
                {
                    using var scope = Execution.Use(Workers.Of(threads));
                    Equal(whole, op(x));
                }
            }

            foreach (var op in Rows.Take(3))
                Equal(op(x).Slice(0, 11, 1), op(x.Slice(0, 11, 1)));
        }
    }

    [Fact]
    public void Neither_large_nor_infinite_numbers_overflow()
    {
        var x = Tensor.From([1e308, -1e308, double.NegativeInfinity], [1, 3]);
        Assert.Equal([1.0, 0, 0], x.Softmax().ToDoubles());
        Assert.Equal([0, double.NegativeInfinity, double.NegativeInfinity], x.LogSoftmax().ToDoubles());
        Assert.Equal(1e308, x.LogSumExp().Item());
        Assert.Equal(0, x.SoftmaxCrossEntropy(Tensor.From([0])).Item());
        Assert.Equal(2e4, Tensor.From([1e4f, -1e4f], [1, 2]).SoftmaxCrossEntropy(Tensor.From([1])).Item());
    }

    [Fact]
    public void Log_sum_exp_of_nothing_but_minus_infinity_has_no_slope()
    {
        var x = Tensor.From([double.NegativeInfinity, double.NegativeInfinity]).WithGradient();
        var y = x.LogSumExp();
        Assert.Equal(double.NegativeInfinity, y.Item());
        y.Backward();
        Assert.Equal([0.0, 0.0], x.Grad!.ToDoubles());
    }

    [Fact]
    public void A_row_with_a_nan_is_nan_and_its_neighbours_are_not()
    {
        var y = Tensor.From([1.0, double.NaN, 1, 1], [2, 2]).Softmax().ToDoubles();
        Assert.True(double.IsNaN(y[0]) && double.IsNaN(y[1]));
        Assert.Equal([0.5, 0.5], y[2..]);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Linear_has_the_bits_of_a_product_and_a_sum(DType dtype)
    {
        var (x, weight, bias) = (Numbers(33, 50, dtype), Numbers(17, 50, dtype), Numbers(1, 17, dtype).Flatten());
        Equal(x.MatMul(weight, transposeB: true) + bias, x.Linear(weight, bias));
        Equal(x.MatMul(weight.Transpose()), x.Linear(weight));
        Equal(x.Linear(weight, bias), x.Reshape(3, 11, 50).Linear(weight, bias).Reshape(33, 17));
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("linear.no_bias")]
    [InlineData("linear.batched")]
    [InlineData("linear.one_row")]
    public void Linear_and_its_gradients_are_libtorchs(string name)
    {
        var recorded = Reference.Load("layers").Case(name);
        Tensor Input(string array) => Tensor.From(recorded[array].Values, recorded[array].Shape).WithGradient();
        Tensor[] inputs = [.. new[] { "x", "weight", "bias" }.Where(recorded.Inputs.ContainsKey).Select(Input)];
        var y = inputs[0].Linear(inputs[1], inputs.Length > 2 ? inputs[2] : null);
        var grads = Gradients.Of((y * Input("dy").Detach()).Sum(), inputs);
        Close(recorded["y"].Values, y);
        foreach (var (array, grad) in new[] { "dx", "dweight", "dbias" }.Zip(grads))
            Close(recorded[array].Values, grad);
    }

    private static void Close(double[] expected, Tensor actual) =>
        Assert.All(expected.Zip(actual.ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * Math.Max(1, Math.Abs(pair.First))));

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Broadcast_products_are_each_matrix_alone_with_any_number_of_threads(DType dtype)
    {
        var a = Numbers(2 * 5, 3 * 4, dtype).Reshape(2, 1, 5, 3, 4);
        var b = Numbers(6 * 5, 4 * 7, dtype).Reshape(6, 5, 4, 7);
        var c = a.MatMul(b);
        Assert.Equal([2, 6, 5, 3, 7], c.Shape);
        for (var i = 0; i < 60; i++)
        {
            var (p, q, r) = (i / 30, i / 5 % 6, i % 5);
            var left = a.Reshape(10, 3, 4).Slice(0, p * 5 + r, 1).Squeeze(0);
            var right = b.Reshape(30, 4, 7).Slice(0, q * 5 + r, 1).Squeeze(0);
            Equal(left.MatMul(right), c.Reshape(60, 3, 7).Slice(0, i, 1).Squeeze(0));
        }

        foreach (var threads in new[] { 2, 3 })
        {
            using var scope = Execution.Use(Workers.Of(threads));
            Equal(c, a.MatMul(b));
        }
    }

    private static void Equal(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Spec, actual.Spec);
        Assert.Equal(expected.ToDoubles().Select(BitConverter.DoubleToInt64Bits), actual.ToDoubles().Select(BitConverter.DoubleToInt64Bits));
    }
}
