namespace Backprop.Engine.Tests;

public static partial class GradientCases
{
    private static IEnumerable<GradientCase> Structure() =>
    [
        .. Movement(),
        .. Products(),
        .. Reductions(),
        .. Rows(),
        .. Norms(),
    ];

    private static Tensor Ints(Shape shape, params int[] values) => Tensor.From(values, shape);

    private static IEnumerable<GradientCase> Movement() =>
    [
        new("concatenate", x => Ops.Concatenate(1, x[0], x[1], x[0]), [new([2, 3]), new([2, 1])]),
        new("concatenate", x => Ops.Concatenate(0, x), [new([1, 2]), new([3, 2]), new([2, 2])]),
        new("concatenate", x => Ops.Stack(-1, x), [new([2, 3]), new([2, 3])]),
        .. Unary("convert", x => new ConvertOp(DType.Float64).Apply(x)),
        .. Unary("expand", x => new ExpandOp([2, .. x.Shape.Sizes]).Apply(x)),
        new("expand", x => x[0].Expand([3, 2, 4]), [new([2, 1])]),
        new("gather", x => x[0].Gather(1, Ints([3, 2], 0, 0, 3, 1, 2, 3)), [new([3, 4])]),
        new("gather", x => x[0].Gather(0, Ints([4, 2], 1, 0, 1, 1, 0, 0, 1, 0)), [new([2, 3])]),
        new("gather", x => x[0].Gather(-2, Ints([1, 2, 2], 2, 0, 1, 2)), [new([2, 3, 2])]),
        new("index_add", x => new IndexAddOp(0, 4).Apply(x[0], Ints(3, 2, 0, 2)), [new([3, 2])]),
        new("index_add", x => new IndexAddOp(1, 3).Apply(x[0], Ints([2, 2], 2, 0, 2, 1)), [new([2, 2, 2, 3])]),
        new("index_select", x => x[0].IndexSelect(0, Ints(4, 2, 0, 2, 1)), [new([3, 2])]),
        new("index_select", x => x[0].IndexSelect(-1, Ints(2, 3, 3)), [new([2, 4])]),
        new("index_select", x => x[0].IndexSelect(0, Ints([2, 2], 1, 0, 1, 1)), [new([2, 3])]),
        new("pad", x => x[0].Pad(1, 1, 2, 0.5), [new([2, 3])]),
        new("pad", x => x[0].Pad(0, 0, 1).Pad(1, 2, 0), [new([2, 3])]),
        new("permute", x => x[0].Permute(2, 0, 1), [new([2, 3, 2])]),
        new("permute", x => x[0].Transpose(), [new([3, 4])]),
        new("permute", x => x[0].Permute(), [new([2, 1, 3, 2])]),
        new("place", x => new PlaceOp(1, 1, 2, 6).Apply(x[0]), [new([2, 3])]),
        new("place", x => new PlaceOp(0, 3, -1, 4).Apply(x[0]), [new([3, 2])]),
        .. Unary("reshape", x => x.Reshape(1, x.Count)),
        new("reshape", x => x[0].Flatten(1).Unsqueeze(1).Squeeze(1), [new([2, 3, 2])]),
        new("scatter", x => x[0].ScatterAdd(1, Ints([3, 2], 0, 0, 3, 1, 2, 3), x[1]), [new([3, 4]), new([3, 2])]),
        new("scatter", x => new ScatterOp(0, [3, 2]).Apply(x[0], Ints([4, 1], 2, 2, 0, 2)), [new([4, 1])]),
        new("slice", x => x[0].Slice(1, 1, 2), [new([2, 4])]),
        new("slice", x => x[0].Slice(0, -1, 3, -2), [new([5, 2])]),
        new("slice", x => x[0].Slice(1, 0, 2, 3) * x[0].Slice(1, 1, 2), [new([2, 4, 2])]),
        new("split", x => Used(x[0].Split(1, 1, 3, 2)), [new([2, 6])]),
        new("split", x => x[0].Split(0, 1, 2)[1].Square(), [new([3, 2])]),
    ];

    private static Tensor Used(Tensor[] parts) => parts[0] * parts[1] + parts[2].Sum();

    private static IEnumerable<GradientCase> Products()
    {
        foreach (var (ta, tb) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            foreach (var (a, b) in new (int[], int[])[] { ([], []), ([2], [2]), ([2], []), ([], [2]), ([2, 1], [3]), ([1], [2, 2]) })
            {
                yield return new("matmul", x => x[0].MatMul(x[1], ta, tb),
                    [new([.. a, ta ? 3 : 2, ta ? 2 : 3]), new([.. b, tb ? 4 : 3, tb ? 3 : 4])]);
            }
        }

        yield return new("linear", x => x[0].Linear(x[1], x[2]), [new([2, 3]), new([2, 3]), new([2])]);
        yield return new("linear", x => x[0].Linear(x[1]), [new([4, 3]), new([1, 3])]);
        yield return new("linear", x => x[0].Linear(x[1], x[2]), [new([2, 3, 5]), new([4, 5]), new([4])]);
    }

    private static IEnumerable<GradientCase> Reductions()
    {
        foreach (var (shape, axes) in new (int[], int[])[]
            { ([2, 3], [1]), ([2, 3], [0]), ([2, 3], []), ([2, 3, 4], [1]), ([2, 3, 4], [0, 2]), ([5, 40], [-1]), ([1], [0]), ([], []) })
        {
            foreach (var keep in new[] { false, true })
            {
                yield return new("sum", x => x[0].Sum(axes, keep), [new(shape)]);
                yield return new("mean", x => x[0].Mean(axes, keep), [new(shape)]);
                yield return new("max", x => x[0].Max(axes, keep), [new(shape)]);
                yield return new("min", x => x[0].Min(axes, keep), [new(shape)]);
                yield return new("log_sum_exp", x => x[0].LogSumExp(axes, keep), [new(shape)]);
                if (shape.Length > 1)
                    yield return new("mean", x => x[0].Variance(axes, keep), [new(shape)]);
            }
        }

        foreach (var axis in new[] { 0, 1, -1 })
        {
            yield return new("cumulative_sum", x => x[0].CumulativeSum(axis), [new([2, 3, 2])]);
            yield return new("cumulative_sum", x => x[0].CumulativeSum(axis, reverse: true), [new([2, 3, 2])]);
        }
    }

    private static IEnumerable<GradientCase> Rows()
    {
        foreach (int[] shape in new int[][] { [2, 3], [4], [1, 1], [3, 40], [2, 3, 5] })
        {
            foreach (var axis in shape.Length > 1 ? new[] { -1, 0, 1 } : [-1])
            {
                yield return new("softmax", x => x[0].Softmax(axis), [new(shape)]);
                yield return new("log_softmax", x => x[0].LogSoftmax(axis), [new(shape)]);
            }
        }

        yield return new("softmax_cross_entropy", x => x[0].SoftmaxCrossEntropy(Ints(2, 2, 0)), [new([2, 3])]);
        yield return new("softmax_cross_entropy", x => x[0].SoftmaxCrossEntropy(Ints(4, 0, 1, 9, 9)), [new([4, 10])]);
        yield return new("softmax_cross_entropy", x =>
        {
            var both = SoftmaxCrossEntropyOp.Instance.ApplyAll(x[0], Ints(2, 2, 0));
            return both[0].Unsqueeze(1) + both[1].Square();
        }, [new([2, 3])]);
        yield return new("softmax_cross_entropy_gradient",
            x => SoftmaxCrossEntropyGradientOp.Instance.Apply(x[0], Ints(2, 2, 0), x[1]), [new([2, 3], 0.1, 0.9), new([2])]);
    }

    private static IEnumerable<GradientCase> Norms()
    {
        foreach (int[] shape in new int[][] { [2, 3], [5], [3, 40], [2, 3, 5] })
        {
            GradientInput x = new(shape), each = new([shape[^1]]), statistics = new([.. shape[..^1], 1]), roots = new([.. shape[..^1], 1], 0.5, 2);
            yield return new("layer_norm", t => t[0].LayerNorm(t[1], t[2], 0.1), [x, each, each]);
            yield return new("rms_norm", t => t[0].RmsNorm(t[1], 0.1), [x, each]);
            yield return new("layer_norm_gradient", t => Both(LayerNormGradientOp.Instance.ApplyAll(t)), [x, statistics, roots, each, x]);
            yield return new("rms_norm_gradient", t => Both(RmsNormGradientOp.Instance.ApplyAll(t)), [x, roots, each, x]);
        }

        foreach (int[] shape in new int[][] { [2, 3], [40, 3], [5, 70] })
        {
            GradientInput x = new(shape), each = new([shape[1]]), means = new([1, shape[1]]), variances = new([1, shape[1]], 0.5, 2);
            yield return new("batch_norm", t => new BatchNormOp(0.1).Apply(t), [x, each, each]);
            yield return new("batch_norm_gradient", t => Both(new BatchNormGradientOp(0.1).ApplyAll(t)), [x, means, variances, each, x]);
        }

        // The statistics are looked at, too.
        yield return new("layer_norm", t => Both(new LayerNormOp(0.1).ApplyAll(t)), [new([2, 3]), new([3]), new([3])]);
        yield return new("rms_norm", t => Both(new RmsNormOp(0.1).ApplyAll(t)), [new([2, 3]), new([3])]);
        yield return new("batch_norm", t => Both(new BatchNormOp(0.1).ApplyAll(t)), [new([4, 3]), new([3]), new([3])]);
    }

    private static Tensor Both(Tensor[] outputs) => outputs[0] + outputs[1] * (outputs.Length > 2 ? outputs[2] : outputs[1]);
}
