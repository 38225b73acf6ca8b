namespace Backprop.Engine.Tests;

/// <summary>
/// Activations against libtorch in float64: values, first and second derivatives. Tolerance 1e-12, relative and, because
/// libtorch cancels in 1 + erf and 1 − y², absolute as well.
/// </summary>
public sealed class ActivationReferenceTests
{
    private static readonly Dictionary<string, Func<Tensor, ReferenceCase, Tensor>> Functions = new()
    {
        ["relu"] = (x, _) => x.Relu(),
        ["leaky_relu"] = (x, c) => x.LeakyRelu(c.Number("negative_slope")),
        ["elu"] = (x, c) => x.Elu(c.Number("alpha")),
        ["selu"] = (x, _) => x.Selu(),
        ["gelu"] = (x, c) => x.Gelu(approximate: c.Name == "gelu.tanh"),
        ["silu"] = (x, _) => x.Silu(),
        ["mish"] = (x, _) => x.Mish(),
        ["sigmoid"] = (x, _) => x.Sigmoid(),
        ["log_sigmoid"] = (x, _) => -(-x).Softplus(),
        ["tanh"] = (x, _) => x.Tanh(),
        ["softplus"] = (x, c) => x.Softplus(c.Number("beta")),
        ["softsign"] = (x, _) => x / (1 + x.Abs()),
        ["hardsigmoid"] = (x, _) => x.HardSigmoid(),
        ["hardswish"] = (x, _) => x.HardSwish(),
        ["relu6"] = (x, _) => x.Clamp(0, 6),
    };

    public static TheoryData<string> Names => new(Reference.Load("activations").Cases.Select(c => c.Name).Where(n => !n.Contains("softmax")));

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_both_derivatives_are_those_of_libtorch(string name)
    {
        var reference = Reference.Load("activations").Case(name);
        var function = Functions[name.Split('.')[0]];
        var x = Tensor.From(reference["x"].Values).WithGradient();
        var y = function(x, reference);
        var dy = Gradients.Of(y.Sum(), [x], createGraph: true)[0];
        var second = dy.NeedsGradient ? Gradients.Of(dy.Sum(), [x])[0] : Tensor.ZerosLike(x);
        // From βx = 20 on libtorch takes softplus for a straight line: it leaves out up to ln(1 + e⁻²⁰) / β = 2.1e-9 / β.
        var linear = name.StartsWith("softplus", StringComparison.Ordinal) ? 20 / reference.Number("beta") : double.PositiveInfinity;
        for (var i = 0; i < x.Count; i++)
        {
            // relu6's slope at its kinks is 0 in libtorch, Clamp's is 1.
            if (name == "relu6" && x.At(i) is 0 or 6)
                continue;
            var tolerance = x.At(i) > linear ? 5e-9 : 1e-12;
            Close(reference["y"].Values[i], y.At(i), tolerance, "y", x.At(i));
            // libtorch holds hardsigmoid's slope 1/6 in float32.
            Close(reference["dy"].Values[i], dy.At(i), name == "hardsigmoid" ? 1e-8 : tolerance, "dy", x.At(i));
            Close(reference["d2y"].Values[i], second.At(i), tolerance, "d2y", x.At(i));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float32_it_is_the_same_but_for_rounding(string name)
    {
        var reference = Reference.Load("activations").Case(name);
        var x = Tensor.From(reference["x"].Floats).WithGradient();
        var y = Functions[name.Split('.')[0]](x, reference);
        var dy = Gradients.Of(y.Sum(), [x])[0];
        for (var i = 0; i < x.Count; i++)
        {
            if (name == "relu6" && x.At(i) is 0 or 6)
                continue;
            Close(reference["y"].Values[i], y.At(i), 5e-7, "y", x.At(i));
            Close(reference["dy"].Values[i], dy.At(i), 1e-6, "dy", x.At(i));
        }
    }

    private static void Close(double expected, double actual, double tolerance, string what, double x) => Assert.True(
        Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{what} at {x:G17} is {actual:G17}, not {expected:G17}");
}
