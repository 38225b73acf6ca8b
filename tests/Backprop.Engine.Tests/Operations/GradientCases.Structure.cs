namespace Backprop.Engine.Tests;

public static partial class GradientCases
{
    private static IEnumerable<GradientCase> Structure() =>
    [
        .. Unary("convert", x => new ConvertOp(DType.Float64).Apply(x)),
        .. Unary("expand", x => new ExpandOp([2, .. x.Shape.Sizes]).Apply(x)),
        new("expand", x => x[0].Expand([3, 2, 4]), [new([2, 1])]),
        .. Binary("matmul", (a, b) => a.Reshape(-1, 1).MatMul(b.Reshape(1, -1))),
        .. Unary("reshape", x => x.Reshape(1, x.Count)),
        .. Unary("sum", x => x.Sum()),
        new("sum", x => x[0].Sum([1], keepAxes: true), [new([2, 3, 2])]),
    ];
}
