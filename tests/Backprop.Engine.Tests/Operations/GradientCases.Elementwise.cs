namespace Backprop.Engine.Tests;

public static partial class GradientCases
{
    private static IEnumerable<GradientCase> Elementwise() =>
    [
        .. Unary("abs", x => x.Abs(), kinks: [0]),
        .. Binary("add", (a, b) => a + b),
        .. Unary("clamp", x => x.Clamp(-1, 0.5), kinks: [-1, 0.5]),
        .. Unary("clamp", x => x.Clamp(double.NegativeInfinity, 0.5), kinks: [0.5]),
        .. Slope("clamp_gradient", new ClampGradientOp(-1, 0.5), kinks: [-1, 0.5]),
        .. Unary("cos", x => x.Cos()),
        .. Binary("divide", (a, b) => a / b, b: (0.5, 2)),
        .. Binary("divide", (a, b) => a / b, b: (-2, -0.5)),
        .. Unary("elu", x => x.Elu(), kinks: [0]),
        .. Unary("elu", x => x.Elu(0.7), kinks: [0]),
        .. Slope("elu_gradient", new EluGradientOp(0.7, 1.3), kinks: [0]),
        .. Unary("erf", x => x.Erf()),
        .. Unary("exp", x => x.Exp()),
        .. Unary("expm1", x => x.Expm1()),
        .. Unary("gelu", x => x.Gelu(), -4, 4),
        .. Unary("gelu", x => x.Gelu(approximate: true), -4, 4),
        .. Slope("gelu_gradient", new GeluGradientOp(approximate: false), -4, 4),
        .. Slope("gelu_gradient", new GeluGradientOp(approximate: true), -4, 4),
        .. Unary("hard_sigmoid", x => x.HardSigmoid(), -5, 5, kinks: [-3, 3]),
        .. Slope("hard_sigmoid_gradient", HardSigmoidGradientOp.Instance, -5, 5, -3, 3),
        .. Unary("hard_swish", x => x.HardSwish(), -5, 5, kinks: [-3, 3]),
        .. Slope("hard_swish_gradient", HardSwishGradientOp.Instance, -5, 5, -3, 3),
        .. Unary("leaky_relu", x => x.LeakyRelu(0.2), kinks: [0]),
        .. Slope("leaky_relu_gradient", new LeakyReluGradientOp(0.2), kinks: [0]),
        .. Unary("log", x => x.Log(), 0.3, 3),
        .. Unary("log1p", x => x.Log1p(), -0.7, 3),
        .. Binary("maximum", (a, b) => a.Maximum(b)),
        .. Binary("minimum", (a, b) => a.Minimum(b)),
        .. Unary("mish", x => x.Mish(), -4, 4),
        .. Slope("mish_gradient", MishGradientOp.Instance, -4, 4),
        .. Binary("multiply", (a, b) => a * b),
        .. Unary("negate", x => -x),
        .. Unary("power", x => x.Power(3)),
        .. Unary("power", x => x.Power(4)),
        .. Unary("power", x => x.Power(0)),
        .. Unary("power", x => x.Power(-1), 0.5, 2),
        .. Unary("power", x => x.Power(-2), -2, -0.5),
        .. Unary("power", x => x.Power(1.7), 0.5, 2),
        .. Binary("power_tensor", (a, b) => a.Power(b), a: (0.5, 2)),
        .. Unary("relu", x => x.Relu(), kinks: [0]),
        .. Slope("relu_gradient", ReluGradientOp.Instance, kinks: [0]),
        .. Unary("selu", x => x.Selu(), kinks: [0]),
        .. Unary("sigmoid", x => x.Sigmoid(), -4, 4),
        .. Slope("sigmoid_gradient", SigmoidGradientOp.Instance, 0.1, 0.9),
        .. Unary("sign", x => x.Sign(), kinks: [0]),
        .. Unary("silu", x => x.Silu(), -4, 4),
        .. Slope("silu_gradient", SiluGradientOp.Instance, -4, 4),
        .. Unary("sin", x => x.Sin()),
        .. Unary("softplus", x => x.Softplus(), -4, 4),
        .. Unary("softplus", x => x.Softplus(2.5)),
        .. Slope("softplus_gradient", new SoftplusGradientOp(2.5)),
        .. Unary("sqrt", x => x.Sqrt(), 0.3, 3),
        .. Unary("square", x => x.Square()),
        .. Binary("subtract", (a, b) => a - b),
        .. Unary("tanh", x => x.Tanh(), -3, 3),
        .. Slope("tanh_gradient", TanhGradientOp.Instance, -0.9, 0.9),
        .. Selections(),
    ];

    private static IEnumerable<GradientCase> Selections()
    {
        foreach (var (condition, left, right) in new (int[], int[], int[])[]
            { ([2, 3], [2, 3], [2, 3]), ([3], [2, 3], []), ([2, 1], [3], [2, 3]), ([4, 1, 3], [2, 1], [1, 3]) })
        {
            var chosen = new GradientInput(condition).Values(new Philox(7)).Greater(0);
            yield return new("select", x => Ops.Select(chosen, x[0], x[1]), [new(left), new(right)]);
        }
    }
}
