using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Recorder;

/// <summary>y = f(x), dy = f′(x) and d2y = f″(x) at 49 points in [-6, 6] (kinks at 0 and ±3 among them), tiny and large ones.</summary>
internal static class ActivationCases
{
    public static void Record(Sheet sheet)
    {
        double[] points = [.. Enumerable.Range(0, 49).Select(i => -6 + 0.25 * i), -100, -50, -30, -12, -1.0 / 1024, -1e-8, 1e-8, 1.0 / 1024, 12, 25, 50, 100];
        Run("relu", x => relu(x));
        Run("leaky_relu", x => leaky_relu(x, 0.01), ("negative_slope", 0.01));
        Run("leaky_relu.slope", x => leaky_relu(x, 0.2), ("negative_slope", 0.2));
        Run("elu", x => elu(x, 1.0), ("alpha", 1.0));
        Run("elu.alpha", x => elu(x, 0.5), ("alpha", 0.5));
        Run("selu", x => selu(x));
        Run("gelu", x => gelu(x));
        Run("gelu.tanh", x => gelu(x, GELU.Approximate.tanh));
        Run("silu", x => silu(x));
        Run("mish", x => mish(x));
        Run("sigmoid", x => x.sigmoid());
        Run("log_sigmoid", x => x.log_sigmoid());
        Run("tanh", x => x.tanh());
        Run("softplus", x => softplus(x, 1.0), ("beta", 1.0), ("threshold", 20.0));
        Run("softplus.beta", x => softplus(x, 2.0), ("beta", 2.0), ("threshold", 20.0));
        Run("softsign", x => x / (1 + x.abs())).Note("composed: x / (1 + |x|)");
        Run("hardsigmoid", x => hardsigmoid(x)).Note("d2y is 0: piecewise linear; libtorch has no second derivative");
        Run("hardswish", x => hardswish(x)).Note("the slope at the kinks x = -3, 3 is libtorch 2.10's; 1.13 had another");
        Run("relu6", x => relu6(x));

        var numbers = new Numbers(11);
        foreach (var (name, x, axis) in new[] { ("", numbers.Any(4, 5), 1L), (".axis0", numbers.Any(4, 3), 0), (".large", numbers.Any(3, 4) * 256, 1), (".middle", numbers.Any(2, 3, 4), 1) })
        {
            sheet.Record("softmax" + name, [("axis", axis)], t => softmax(t[0], axis), [("x", x)], second: true);
            sheet.Record("log_softmax" + name, [("axis", axis)], t => log_softmax(t[0], axis), [("x", x)], second: true);
        }

        Case Run(string name, Func<Tensor, Tensor> f, params (string, object)[] settings)
        {
            var x = Numbers.Of(points).requires_grad_();
            var recorded = sheet.Add(name, settings).In("x", x);
            var y = f(x);
            var first = autograd.grad([y.sum()], [x], retain_graph: true, create_graph: true)[0];
            recorded.Out("y", y).Out("dy", first);
            // + 0·x²: where the gradient is constant there is still a second one, zero
            var slope = name == "hardsigmoid" ? 0 * x.square() : first + 0 * x.square();
            return recorded.Out("d2y", autograd.grad([slope.sum()], [x], retain_graph: true)[0]);
        }
    }
}
