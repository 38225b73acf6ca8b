namespace Backprop.Engine;

/// <summary>Every op by its name, with a sample of it: what printing, export and the contract tests must know.</summary>
public static class OpRegistry
{
    /// <summary>Name and a sample of each op, sorted by name.</summary>
    public static Registry<Func<Op>> All { get; } = new("op",
        ("abs", () => AbsOp.Instance),
        ("add", () => AddOp.Instance),
        ("clamp", () => new ClampOp(-1, 1)),
        ("clamp_gradient", () => new ClampGradientOp(-1, 1)),
        ("convert", () => new ConvertOp(DType.Float64)),
        ("divide", () => DivideOp.Instance),
        ("dropout_mask", () => new DropoutMaskOp(0.5, new Philox(1), new(DType.Float32, [2, 3]))),
        ("equal", () => CompareOp.Of(Comparison.EqualTo)),
        ("expand", () => new ExpandOp([2, 3])),
        ("greater", () => CompareOp.Of(Comparison.Greater)),
        ("greater_or_equal", () => CompareOp.Of(Comparison.GreaterOrEqual)),
        ("hard_sigmoid", () => HardSigmoidOp.Instance),
        ("hard_sigmoid_gradient", () => HardSigmoidGradientOp.Instance),
        ("hard_swish", () => HardSwishOp.Instance),
        ("hard_swish_gradient", () => HardSwishGradientOp.Instance),
        ("leaky_relu", () => new LeakyReluOp()),
        ("leaky_relu_gradient", () => new LeakyReluGradientOp(0.01)),
        ("less", () => CompareOp.Of(Comparison.Less)),
        ("less_or_equal", () => CompareOp.Of(Comparison.LessOrEqual)),
        ("matmul", () => new MatMulOp()),
        ("maximum", () => MaximumOp.Instance),
        ("minimum", () => MinimumOp.Instance),
        ("multiply", () => MultiplyOp.Instance),
        ("negate", () => NegateOp.Instance),
        ("not_equal", () => CompareOp.Of(Comparison.NotEqualTo)),
        ("relu", () => ReluOp.Instance),
        ("relu_gradient", () => ReluGradientOp.Instance),
        ("reshape", () => new ReshapeOp([2, 3])),
        ("select", () => SelectOp.Instance),
        ("sign", () => SignOp.Instance),
        ("sqrt", () => SqrtOp.Instance),
        ("square", () => SquareOp.Instance),
        ("subtract", () => SubtractOp.Instance),
        ("sum", () => new SumOp([0], keepAxes: false)));
}
