namespace Backprop.Engine.Tests;

/// <summary>An op's kernel call allocates nothing once it is warm, with one thread or several: captured steps replay it.</summary>
public sealed class AllocationTests
{
    private static readonly Workers Pool = Workers.Of(2);

    public static TheoryData<string> Ops => new(OpRegistry.All.Names);

    [Theory]
    [MemberData(nameof(Ops))]
    public void A_kernel_call_allocates_nothing(string op)
    {
        var calls = Calls(op).ToArray();
        Assert.NotEmpty(calls);
        foreach (var (kernel, inputs) in calls)
        {
            Check(kernel, inputs, Workers.One);
            Check(kernel, inputs, Pool);
        }
    }

    [Fact]
    public void A_shared_kernel_call_allocates_nothing()
    {
        Tensor x = Values(700, 130), y = Values(700, 130), row = Values(130), column = Values(700, 1), cube = Values(20, 60, 70);
        var labels = Tensor.From([.. Enumerable.Range(0, 700).Select(i => i % 130)], 700);
        (Op Op, Tensor[] Inputs)[] calls =
        [
            (TanhOp.Instance, [x]), (new LeakyReluOp(), [x]), (TanhGradientOp.Instance, [x, y]), (AddOp.Instance, [x, y]),
            (AddOp.Instance, [x, row]), (MultiplyOp.Instance, [column, x]), (MultiplyOp.Instance, [x, Tensor.Scalar(2f)]),
            (CompareOp.Of(Comparison.Greater), [x, row]), (SelectOp.Instance, [x.Greater(y), x, column]),
            (new DropoutMaskOp(0.5, new Philox(1), x.Spec), [Tensor.Scalar(3)]),
            (new SumOp([0], false), [x]), (new MeanOp([1], true), [x]), (new MaxOp([1], false), [cube]), (new SumOp([0, 2], false), [cube]),
            (SoftmaxOp.Instance, [x]), (LogSoftmaxOp.Instance, [x]), (LogSumExpOp.Instance, [x]), (SoftmaxCrossEntropyOp.Instance, [x, labels]),
            (SoftmaxCrossEntropyGradientOp.Instance, [x, labels, Values(700)]), (new IndexAddOp(0, 300), [Values(700, 600), labels]),
            (new PermuteOp([1, 0]), [x]), (new PermuteOp([2, 0, 1]), [cube]), (new ExpandOp([3, 700, 130]), [row]),
            (new ConvertOp(DType.Float64), [x]), (new ConcatenateOp(1), [x, y]), (new SliceOp(1, 1, 100), [x]),
        ];
        foreach (var (op, inputs) in calls)
            Check(op, inputs, Pool);
    }

    private static Tensor Values(params int[] shape) => new GradientInput(shape).Values(new Philox(5)).Convert(DType.Float32);

    private static void Check(Op op, Tensor[] inputs, Workers workers)
    {
        var outputs = op.ApplyAll(inputs);
        // The steady state: the first calls may load code.
        var least = long.MaxValue;
        for (var round = 0; round < 10 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++)
                op.Run(inputs, outputs, workers);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(least == 0, $"10 calls of {op} on {string.Join(", ", inputs.Select(x => x.Spec))} with {workers.Count} threads allocated {least} bytes");
    }

    // The calls that the gradient cases record, in float32; for ops without a gradient, one each.
    private static IEnumerable<(Op Op, Tensor[] Inputs)> Calls(string op)
    {
        foreach (var test in GradientCases.All.Where(c => c.Op == op))
        {
            var call = OpContractTests.Recorded(test.Function([.. test.Values(4).Select(x => x.WithGradient())]), op)!;
            yield return (call.Op, [.. call.Inputs.Select(x => x.DType == DType.Float64 ? x.Detach().Convert(DType.Float32) : x.Detach())]);
        }

        if (OpRegistry.All[op]() is not { Differentiable: false } sample)
            yield break;
        var (x, index) = (Values(4, 5), Tensor.From([1, 0, 2], 3));
        yield return sample switch
        {
            CompareOp => (sample, [x, Values(5)]),
            DropoutMaskOp => (sample, [Tensor.Scalar(1)]),
            OneHotOp => (sample, [index]),
            _ => (sample, [x]),
        };
    }
}
