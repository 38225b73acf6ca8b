namespace Backprop.Engine.Tests;

/// <summary>Fused norms have the bits of the formulas in simple ops, forward and backward, with any number of threads.</summary>
public sealed class NormTests
{
    public static TheoryData<DType, int, int> Sizes => new(
        from dtype in (DType[])[DType.Float32, DType.Float64]
        from size in ((int, int)[])[(1, 1), (2, 3), (33, 7), (5, 8), (70, 64), (300, 65), (40, 1000), (3, 9000), (9000, 3), (130, 257)]
        select (dtype, size.Item1, size.Item2));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void They_have_the_bits_of_simple_ops(DType dtype, int rows, int n)
    {
        Tensor x = Values([rows, n], dtype, 1), weight = Values([n], dtype, 2), bias = Values([n], dtype, 3), dy = Values([rows, n], dtype, 4);
        foreach (var threads in new[] { 1, 3 })
        {
            using var scope = Execution.Use(Workers.Of(threads));
            Same([x, weight, bias], dy, new LayerNormOp(1e-5));
            Same([x, weight], dy, new RmsNormOp(1e-6));
            Same([x, weight, bias], dy, new BatchNormOp(1e-5));
        }
    }

    private static void Same(Tensor[] inputs, Tensor dy, Op op)
    {
        var (fused, composed) = (Run(inputs, dy, x => op.ApplyAll(x)), Run(inputs, dy, x => op.Compose([.. x])!));
        foreach (var (a, b) in fused.Zip(composed))
            Assert.Equal(b.ToDoubles(), a.ToDoubles());
    }

    // Outputs, then the gradients of the inputs.
    private static Tensor[] Run(Tensor[] inputs, Tensor dy, Func<Tensor[], Tensor[]> function)
    {
        Tensor[] leaves = [.. inputs.Select(x => x.WithGradient())];
        var outputs = function(leaves);
        return [.. outputs, .. Gradients.Of([outputs[0]], [dy], leaves)!];
    }

    private static Tensor Values(int[] shape, DType dtype, ulong seed) => new GradientInput(shape).Values(new Philox(seed)).Convert(dtype);
}
