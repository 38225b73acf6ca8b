namespace Backprop.Engine.Tests;

public sealed class StructureTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]);

    public static TheoryData<string, string, string, Func<ReferenceCase, Tensor[], Tensor>> Recorded()
    {
        var data = new TheoryData<string, string, string, Func<ReferenceCase, Tensor[], Tensor>>();
        void Add(string name, string inputs, Func<ReferenceCase, Tensor[], Tensor> function, string file = "ops") => data.Add(file, name, inputs, function);
        foreach (var axis in new[] { 0, 1 })
        {
            Add($"sum.{axis}", "x", (_, x) => x[0].Sum(axis));
            Add($"mean.{axis}", "x", (_, x) => x[0].Mean(axis));
            Add($"logsumexp.{axis}", "x", (_, x) => x[0].LogSumExp(axis));
            Add($"var.{axis}", "x", (_, x) => x[0].Variance(axis));
            Add($"var.biased.{axis}", "x", (_, x) => x[0].Variance([axis], correction: 0));
            Add($"cumsum.{axis}", "x", (_, x) => x[0].CumulativeSum(axis));
            Add($"gather.{axis}", "x", (c, x) => x[0].Gather(axis, Index(c)));
            Add($"scatter_add.{axis}", "x source", (c, x) => x[0].ScatterAdd(axis, Index(c), x[1]));
            Add($"index_select.{axis}", "x", (c, x) => x[0].IndexSelect(axis, Index(c)));
        }

        Add("logsumexp.large", "x", (_, x) => x[0].LogSumExp(1));
        Add("logsumexp.middle", "x", (_, x) => x[0].LogSumExp(1));
        Add("mean.all", "x", (_, x) => x[0].Mean());
        Add("var.all", "x", (_, x) => x[0].Variance());
        Add("var.two_axes", "x", (_, x) => x[0].Variance([0, 2], correction: 0));
        Add("amax.ties", "x", (_, x) => x[0].Max(1));
        Add("amin.ties", "x", (_, x) => x[0].Min(1));
        Add("max.all.ties", "x", (_, x) => x[0].Max());
        Add("max.no_ties", "x", (_, x) => x[0].Max(1));
        Add("min.no_ties", "x", (_, x) => x[0].Min(0));
        foreach (var name in new[] { "", ".batched", ".broadcast", ".matrix_right", ".matrix_left" })
            Add("matmul" + name, "a b", (_, x) => x[0].MatMul(x[1]));
        Add("matmul.transposed", "a b", (_, x) => x[0].MatMul(x[1], transposeB: true));
        Add("concatenate.1", "a b c", (_, x) => Ops.Concatenate(1, x));
        Add("stack.1", "a b", (_, x) => Ops.Stack(1, x));
        Add("permute", "x", (_, x) => x[0].Permute(2, 0, 1));
        Add("slice", "x", (_, x) => x[0].Slice(1, 1, 2, 2));
        Add("expand", "x", (_, x) => x[0].Expand([2, 3, 4]));
        Add("pad", "x", (_, x) => x[0].Pad(0, 0, 1, 0.5).Pad(1, 1, 2, 0.5));
        foreach (var name in new[] { "", ".axis0", ".large", ".middle" })
        {
            Add("softmax" + name, "x", (c, x) => x[0].Softmax((int)c.Number("axis")), "activations");
            Add("log_softmax" + name, "x", (c, x) => x[0].LogSoftmax((int)c.Number("axis")), "activations");
        }

        Add("cross_entropy.none", "prediction", (c, x) => x[0].SoftmaxCrossEntropy(Labels(c)), "losses");
        Add("cross_entropy.far", "prediction", (c, x) => x[0].SoftmaxCrossEntropy(Labels(c)).Mean(), "losses");
        return data;
    }

    private static Tensor Labels(ReferenceCase recorded) => Tensor.From(recorded["target"].Integers);

    private static Tensor Index(ReferenceCase recorded) => Tensor.From(recorded["index"].Integers, recorded["index"].Shape);

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Values_and_gradients_of_both_orders_are_libtorchs(
        string file, string name, string inputs, Func<ReferenceCase, Tensor[], Tensor> function)
    {
        var recorded = Reference.Load(file).Case(name);
        var names = inputs.Split(' ');
        var x = Array.ConvertAll(names, n => Tensor.From(recorded[n].Values, recorded[n].Shape).WithGradient());
        var y = function(recorded, x);
        var result = recorded[recorded.Outputs.ContainsKey("y") ? "y" : "loss"];
        Same(result, y, 1e-13);

        var dy = recorded.Inputs.TryGetValue("dy", out var given) || recorded.Inputs.TryGetValue("dloss", out given) ? Tensor.From(given.Values, given.Shape) : Tensor.OnesLike(y);
        var grads = Gradients.Of((y * dy).Sum(), x, createGraph: true);
        for (var i = 0; i < names.Length; i++)
            Same(recorded["d" + names[i]], grads[i], 1e-12);

        if (!recorded.Outputs.ContainsKey("hvp." + names[0]))
            return;
        var along = grads.Select((g, i) => (g * Tensor.From(recorded["v." + names[i]].Values, g.Shape)).Sum()).Aggregate((a, b) => a + b);
        var second = along.NeedsGradient ? Gradients.Of(along, x) : Array.ConvertAll(x, Tensor.ZerosLike);
        for (var i = 0; i < names.Length; i++)
            Same(recorded["hvp." + names[i]], second[i], 1e-11);

        // The same in float32: recorded inputs are exact in it.
        var single = function(recorded, Array.ConvertAll(names, n => Tensor.From(recorded[n].Floats, recorded[n].Shape)));
        Assert.Equal(DType.Float32, single.DType);
        Same(result, single, 2e-6);
    }

    private static void Same(ReferenceArray expected, Tensor actual, double tolerance)
    {
        Assert.Equal(new Shape(expected.Shape), actual.Shape);
        Assert.All(actual.ToDoubles().Zip(expected.Values), pair =>
            Assert.Equal(pair.Second, pair.First, tolerance * Math.Max(1, Math.Abs(pair.Second))));
    }

    private static void Is(Tensor actual, Shape shape, params double[] values)
    {
        Assert.Equal(shape, actual.Shape);
        Assert.Equal(values, actual.ToDoubles());
    }

    [Fact]
    public void Argmax_and_argmin_give_the_first_of_equals_as_int32()
    {
        var recorded = Reference.Load("ops").Case("argmax.ties");
        var x = Tensor.From(recorded["x"].Values, recorded["x"].Shape);
        Assert.Equal(recorded["y"].Integers, x.ArgMax(1).ToArray<int>());
        Is(X.ArgMin(0), 3, 0, 0, 0);
        Is(X.ArgMax(-1, keepAxis: true), [2, 1], 2, 2);
        Is(Tensor.From([3, 1, 1]).ArgMin(), Shape.Scalar, 1);
        Assert.False(X.WithGradient().ArgMax().NeedsGradient);
    }

    [Fact]
    public void Negative_axes_count_from_the_end()
    {
        Is(X.Sum(-1), 2, 6, 15);
        Is(X.Mean([-2], keepAxes: true), [1, 3], 2.5, 3.5, 4.5);
        Is(X.Max(-1, 0), Shape.Scalar, 6);
        Is(X.Slice(-1, -2, 2), [2, 2], 2, 3, 5, 6);
        Is(X.Unsqueeze(-1), [2, 3, 1], 1, 2, 3, 4, 5, 6);
        Is(X.Unsqueeze(0).Squeeze(-3), [2, 3], 1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void Movement_keeps_every_dtype()
    {
        var flags = Tensor.From([true, false, true, true], [2, 2]);
        Is(flags.Transpose(), [2, 2], 1, 1, 0, 1);
        Is(Ops.Concatenate(0, flags, flags.Slice(0, 1, 1)), [3, 2], 1, 0, 1, 1, 1, 1);
        var counts = Tensor.From([1, 2, 3, 4], [2, 2]);
        Is(counts.Pad(1, 1, 0, 9), [2, 3], 9, 1, 2, 9, 3, 4);
        Is(counts.Split(1, 1, 1)[1], [2, 1], 2, 4);
        Is(counts.IndexSelect(0, Tensor.From([1, 1])), [2, 2], 3, 4, 3, 4);
        Is(counts.Slice(0, 1, 2, -1), [2, 2], 3, 4, 1, 2);
        Assert.Equal(DType.Int32, counts.Gather(1, Tensor.From([0, 1], [2, 1])).DType);
    }

    [Fact]
    public void An_index_of_two_axes_takes_the_place_of_the_axis()
    {
        var y = X.IndexSelect(1, Tensor.From([2, 0, 1, 1], [2, 2]));
        Is(y, [2, 2, 2], 3, 1, 2, 2, 6, 4, 5, 5);
    }

    [Fact]
    public void One_hot_has_a_one_at_the_class()
    {
        Is(Tensor.From([2, 0]).OneHot(3), [2, 3], 0, 0, 1, 1, 0, 0);
        Assert.Equal(DType.Float64, Tensor.From([0]).OneHot(1, DType.Float64).DType);
        Assert.Throws<BackpropException>(() => Tensor.From([3]).OneHot(3));
    }

    [Fact]
    public void Nothing_is_computed_where_nothing_moves()
    {
        Assert.Same(X, X.Permute(0, 1));
        Assert.Same(X, X.Slice(0, 0, 2));
        Assert.Same(X, Ops.Concatenate(0, X));
        Is(X.Flatten(), 6, 1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void Empty_axes_move_and_sum_but_have_no_mean_or_extreme()
    {
        var empty = Tensor.Zeros([0, 3]);
        Is(empty.Sum(0), 3, 0, 0, 0);
        Assert.Equal([3, 0], empty.Transpose().Shape);
        Assert.Equal([0, 3], empty.Softmax().Shape);
        Assert.Equal([2, 3], Ops.Concatenate(0, empty, Tensor.Zeros([2, 3])).Shape);
        Assert.All(empty.LogSumExp(0).ToDoubles(), value => Assert.Equal(double.NegativeInfinity, value));
        foreach (var op in new Func<Tensor, Tensor>[] { x => x.Mean(0), x => x.Max(0), x => x.Min(0), x => x.ArgMax(0) })
            Assert.Contains("axis 0 of [0, 3]", Assert.Throws<ShapeException>(() => op(empty)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<Tensor>> Mistakes() => new()
    {
        { "'mean' cannot work along axis 2 of [2, 3]: give an axis from -2 to 1", () => X.Mean(2) },
        { "'sum' was given axis 1 of [2, 3] twice", () => X.Sum(1, -1) },
        { "'softmax' works along an axis but the tensor is a scalar", () => X.Sum().Softmax() },
        { "'permute' of [2, 3] needs each of its 2 axes once but got [0, 0]", () => X.Permute(0, 0) },
        { "'permute' of [2, 3] needs each of its 2 axes once but got [0]", () => X.Permute(0) },
        { "'slice' of 2 from 2 does not fit axis 1 of [2, 3]: its places are 0 to 2", () => X.Slice(1, 2, 2) },
        { "'slice' of 2 from 0 in steps of 0 does not fit", () => X.Slice(1, 0, 2, 0) },
        { "'concatenate' along axis 0 needs all other sizes to be equal but got [2, 3] and, as number 1, [2, 2]", () => Ops.Concatenate(0, X, X.Slice(1, 0, 2)) },
        { "'stack' needs equal shapes but got [2, 3] and, as number 1, [3, 2]", () => Ops.Stack(0, X, X.Transpose()) },
        { "'concatenate' puts tensors together but got none", () => Ops.Concatenate(0) },
        { "'split' of [2, 3] along axis 1 needs sizes that add up to 3 but got [1, 1]", () => X.Split(1, 1, 1)[0] },
        { "'pad' of [2, 3] puts 0 or more before and after axis 0", () => X.Pad(0, -1, 0) },
        { "'squeeze' takes away an axis of size 1 but axis 0 of [2, 3] has 2", () => X.Squeeze(0) },
        { "'unsqueeze' cannot put a new axis at 4 of [2, 3]", () => X.Unsqueeze(4) },
        { "'index_select' takes its index as int32 but got float64 [2, 3]: use Convert", () => X.IndexSelect(0, X) },
        { "'gather' along axis 1 of [2, 3] needs an index of 2 axes", () => X.Gather(1, Tensor.From([0, 1])) },
        { "index 3 at position 1 is out of range", () => X.IndexSelect(1, Tensor.From([0, 3])) },
        { "'variance' over axes [0] of [1, 3] divides by 1 − 1: give more elements or correction: 0", () => X.Slice(0, 0, 1).Variance(0) },
        { "'matmul' multiplies matrices [m, k] · [k, n] but got [2, 3] and [3]: make a vector a row with Unsqueeze(0)", () => X.MatMul(Tensor.Zeros(3, DType.Float64)) },
        { "'matmul' needs the inner sizes to be equal but 3 of [2, 3] is not 2 of [2, 3]", () => X.MatMul(X) },
        { "'linear' (2 → 4) expects [batch, 2] but got [2, 3]", () => X.Linear(Tensor.Zeros([4, 2], DType.Float64)) },
        { "'linear' (3 → 4) takes a bias [4] but got [3]", () => X.Linear(Tensor.Zeros([4, 3], DType.Float64), Tensor.Zeros(3, DType.Float64)) },
        { "'one_hot' takes its class numbers as int32 but got float64 [2, 3]", () => X.OneHot(3) },
        { "'softmax_cross_entropy' takes logits [rows, classes] and one class number for each row [rows] but got [2, 3] and [3]", () => X.SoftmaxCrossEntropy(Tensor.From([0, 1, 2])) },
        { "'softmax_cross_entropy' got the class 3 in row 1 but there are 3 classes, 0 to 2", () => X.SoftmaxCrossEntropy(Tensor.From([0, 3])) },
        { "'softmax_cross_entropy' got the class -1 in row 0", () => X.SoftmaxCrossEntropy(Tensor.From([-1, 3])) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_op_shapes_and_remedy(string message, Func<Tensor> mistake) =>
        Assert.Contains(message, Assert.ThrowsAny<BackpropException>(mistake).Message, StringComparison.Ordinal);
}
