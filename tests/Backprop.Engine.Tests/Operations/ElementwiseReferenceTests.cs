namespace Backprop.Engine.Tests;

/// <summary>
/// Elementwise ops against libtorch in float64: y, the gradients of Σ y·dy, and Hessian-vector products. Tolerance 1e-12,
/// relative or absolute, whichever is larger.
/// </summary>
public sealed class ElementwiseReferenceTests
{
    private static readonly Dictionary<string, Func<Tensor[], ReferenceCase, Tensor>> Functions = new()
    {
        ["maximum"] = (x, _) => x[0].Maximum(x[1]),
        ["minimum"] = (x, _) => x[0].Minimum(x[1]),
        ["exp"] = (x, _) => x[0].Exp(),
        ["log"] = (x, _) => x[0].Log(),
        ["sqrt"] = (x, _) => x[0].Sqrt(),
        ["rsqrt"] = (x, _) => x[0].Power(-0.5),
        ["reciprocal"] = (x, _) => 1 / x[0],
        ["abs"] = (x, _) => x[0].Abs(),
        ["erf"] = (x, _) => x[0].Erf(),
        ["expm1"] = (x, _) => x[0].Expm1(),
        ["log1p"] = (x, _) => x[0].Log1p(),
        ["sin"] = (x, _) => x[0].Sin(),
        ["cos"] = (x, _) => x[0].Cos(),
        ["pow"] = (x, c) => c.Name == "pow.tensor" ? x[0].Power(x[1]) : x[0].Power(c.Number("exponent")),
        ["clamp"] = (x, c) => x[0].Clamp(c.Number("min", double.NegativeInfinity), c.Number("max", double.PositiveInfinity)),
        ["add"] = (x, _) => x[0] + x[1],
        ["subtract"] = (x, _) => x[0] - x[1],
        ["multiply"] = (x, _) => x[0] * x[1],
        ["divide"] = (x, _) => x[0] / x[1],
        ["logaddexp"] = (x, _) => x[0].Maximum(x[1]) + (-(x[0] - x[1]).Abs()).Exp().Log1p(),
        ["where"] = (x, c) => Ops.Select(Of(c["condition"]).NotEqualTo(0), x[0], x[1]),
        ["matmul"] = (x, c) => x[0].MatMul(x[1], transposeB: c.Name == "matmul.transposed"),
    };

    public static TheoryData<string> Names => new(Reference.Load("ops").Cases.Select(c => c.Name)
        .Where(n => Functions.ContainsKey(n.Split('.')[0]) && !n.Contains("vector")));

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_gradients_and_Hessian_products_are_those_of_libtorch(string name)
    {
        var reference = Reference.Load("ops").Case(name);
        string[] inputs = reference.Inputs.ContainsKey("x") ? ["x"] : ["a", "b"];
        var x = inputs.Select(i => Of(reference[i]).WithGradient()).ToArray();
        var y = Functions[name.Split('.')[0]](x, reference);
        Close(reference["y"], y, "y");
        var grads = Gradients.Of((y * Of(reference["dy"])).Sum(), x, createGraph: true);
        for (var i = 0; i < inputs.Length; i++)
            Close(reference["d" + inputs[i]], grads[i], "d" + inputs[i]);
        if (!reference.Outputs.ContainsKey("hvp." + inputs[0]))
            return;
        var along = grads.Select((grad, i) => (grad * Of(reference["v." + inputs[i]])).Sum()).Aggregate((a, b) => a + b);
        var products = along.NeedsGradient ? Gradients.Of(along, x) : [.. x.Select(Tensor.ZerosLike)];
        for (var i = 0; i < inputs.Length; i++)
            Close(reference["hvp." + inputs[i]], products[i], "hvp." + inputs[i]);
    }

    private static Tensor Of(ReferenceArray array) => Tensor.From(array.Values, array.Shape);

    private static void Close(ReferenceArray expected, Tensor actual, string what)
    {
        Assert.Equal(new Shape(expected.Shape), actual.Shape);
        for (var i = 0; i < actual.Count; i++)
        {
            Assert.True(
                Math.Abs(actual.At(i) - expected.Values[i]) <= 1e-12 * Math.Max(1, Math.Abs(expected.Values[i])),
                $"{what}[{i}] is {actual.At(i):G17}, not {expected.Values[i]:G17}");
        }
    }
}
