using static TorchSharp.torch;

namespace Recorder;

/// <summary>Ops: y, dx for the upstream gradient dy, and hvp.x where second order is recorded. Axis absent: over everything.</summary>
internal static class OpCases
{
    public static void Record(Sheet sheet)
    {
        var n = new Numbers(41);
        Tensor a = n.Any(3, 4), deep = n.Any(2, 3, 4), positive = n.Uniform(0.25, 3, 3, 4);

        // reductions
        foreach (var axis in new[] { 0L, 1 })
        {
            One($"sum.{axis}", x => x.sum(axis), a, ("axis", axis));
            One($"mean.{axis}", x => x.mean([axis]), a, ("axis", axis));
            One($"logsumexp.{axis}", x => x.logsumexp(axis), a, ("axis", axis));
            One($"var.{axis}", x => x.var(axis), a, ("axis", axis), ("unbiased", true));
            One($"var.biased.{axis}", x => x.var(axis, false), a, ("axis", axis), ("unbiased", false));
            One($"std.{axis}", x => x.std(axis), a, ("axis", axis), ("unbiased", true));
            One($"std.biased.{axis}", x => x.std(axis, false), a, ("axis", axis), ("unbiased", false));
            One($"prod.{axis}", x => x.prod(axis), a, ("axis", axis));
            One($"norm.{axis}", x => x.square().sum(axis).sqrt(), a, ("axis", axis)).Note("composed: sqrt(sum(x²))");
            One($"cumsum.{axis}", x => x.cumsum(axis), a, ("axis", axis));
            One($"cumprod.{axis}", x => x.cumprod(axis), a, ("axis", axis));
        }
        One("logsumexp.large", x => x.logsumexp(1), a * 512, ("axis", 1));
        One("logsumexp.middle", x => x.logsumexp(1), deep, ("axis", 1));
        One("mean.all", x => x.mean(), deep);
        One("var.all", x => x.var(), deep, ("unbiased", true));
        One("var.two_axes", x => x.var(new long[] { 0, 2 }, false), deep, ("axes", new[] { 0L, 2 }), ("unbiased", false));
        One("norm.all", x => x.norm(), deep);
        First("prod.one_zero", x => x.prod(1), Numbers.Of([2, 0, -3, 1, 4, 5], 2, 3), ("axis", 1));
        First("prod.two_zeros", x => x.prod(1), Numbers.Of([2, 0, 0, 1, 4, 5], 2, 3), ("axis", 1));

        // ties: the gradient is shared evenly by amax/amin and max()/min() over everything; max over one axis gives it to one index
        var ties = Numbers.Of([1, 3, 3, 2, 5, 5, 5, -1, 0, 0, 0, 0], 3, 4);
        First("amax.ties", x => x.amax([1]), ties, ("axis", 1)).Note("shared evenly among equal maxima");
        First("amin.ties", x => x.amin([1]), ties, ("axis", 1)).Note("shared evenly among equal minima");
        First("max.ties", x => x.max(1).Item1, ties, ("axis", 1)).Note("max over one axis: all of it goes to the index that argmax gives");
        First("max.all.ties", x => x.max(), ties).Note("shared evenly among equal maxima");
        First("max.no_ties", x => x.amax([1]), a, ("axis", 1));
        First("min.no_ties", x => x.amin([0]), a, ("axis", 0));
        Two("maximum.ties", maximum, Numbers.Of([1, 2, 3]), Numbers.Of([1, 3, 2]), false).Note("a tie gives half to each side");
        Two("minimum.ties", minimum, Numbers.Of([1, 2, 3]), Numbers.Of([1, 3, 2]), false).Note("a tie gives half to each side");
        sheet.Add("argmax.ties").In("x", ties).Out("y", ties.argmax(1)).Note("the first of equal maxima");

        // elementwise
        One("exp", x => x.exp(), a);
        One("log", x => x.log(), positive);
        One("sqrt", x => x.sqrt(), positive);
        One("rsqrt", x => x.rsqrt(), positive);
        One("reciprocal", x => x.reciprocal(), positive);
        One("abs", x => x.abs(), n.Any(3, 4) + 1.0 / 512);
        One("erf", x => x.erf(), a);
        One("expm1", x => x.expm1(), a);
        One("log1p", x => x.log1p(), positive);
        One("sin", x => x.sin(), a * 8);
        One("cos", x => x.cos(), a * 8);
        foreach (var exponent in new[] { 2.0, 3, 0.5, -1, 2.5 }) One($"pow.{Sheet.Json(exponent)}", x => x.pow(exponent), positive, ("exponent", exponent));
        First("pow.2.negative", x => x.pow(2.0), a, ("exponent", 2.0));
        First("pow.3.negative", x => x.pow(3.0), a, ("exponent", 3.0));
        Two("pow.tensor", (x, y) => x.pow(y), positive, n.Any(3, 4), true);
        First("clamp", x => x.clamp(-1.0, 0.5), cat([a.flatten(), Numbers.Of([-1, 0.5])]), ("min", -1.0), ("max", 0.5)).Note("at the bounds themselves the gradient passes");
        First("clamp.min", x => x.clamp(min: 0.25), a, ("min", 0.25));

        // two operands with broadcasting: gradients are summed over the broadcast axes
        Two("add.broadcast", (x, y) => x + y, n.Any(2, 1, 4), n.Any(3, 1), true);
        Two("subtract.broadcast", (x, y) => x - y, n.Any(3, 4), n.Any(4), true);
        Two("multiply.broadcast", (x, y) => x * y, n.Any(2, 3, 4), n.Any(3, 1), true);
        Two("divide.broadcast", (x, y) => x / y, n.Any(3, 1), n.Uniform(0.5, 2, 1, 4), true);
        Two("logaddexp", (x, y) => x.logaddexp(y), n.Any(3, 4), n.Any(4), false);
        var condition = n.Integers(2, 3, 4);
        sheet.Record("where", [], t => where(t[0].to_type(ScalarType.Bool), t[1], t[2]), [("condition", condition), ("a", n.Any(3, 4)), ("b", n.Any(4))], second: true);

        Two("matmul", matmul, n.Any(3, 4), n.Any(4, 5), true);
        Two("matmul.batched", matmul, n.Any(2, 3, 4), n.Any(2, 4, 5), true);
        Two("matmul.broadcast", matmul, n.Any(2, 1, 3, 4), n.Any(3, 4, 2), true);
        Two("matmul.matrix_right", matmul, n.Any(2, 3, 4), n.Any(4, 5), false);
        Two("matmul.matrix_left", matmul, n.Any(3, 4), n.Any(2, 4, 5), false);
        Two("matmul.vector_right", matmul, n.Any(3, 4), n.Any(4), false);
        Two("matmul.vector_left", matmul, n.Any(4), n.Any(4, 5), false);
        Two("matmul.vectors", matmul, n.Any(4), n.Any(4), false);
        Two("matmul.transposed", (x, y) => x.matmul(y.transpose(-2, -1)), n.Any(2, 3, 4), n.Any(2, 5, 4), false);

        // moving and picking
        var index = tensor(new long[] { 2, 0, 2, 1, 1, 3 }, [3, 2]);
        sheet.Record("gather.1", [("axis", 1)], t => t[0].gather(1, t[1]), [("x", a), ("index", index)], second: true);
        sheet.Record("gather.0", [("axis", 0)], t => t[0].gather(0, t[1]), [("x", a), ("index", tensor(new long[] { 2, 0, 1, 0, 0, 0, 1, 2 }, [2, 4]))]);
        sheet.Record("scatter_add.1", [("axis", 1)], t => t[0].scatter_add(1, t[1], t[2]), [("x", a), ("index", index), ("source", n.Any(3, 2))], second: true);
        sheet.Record("scatter_add.0", [("axis", 0)], t => t[0].scatter_add(0, t[1], t[2]), [("x", a), ("index", tensor(new long[] { 0, 0, 0, 1, 0, 2, 0, 1 }, [2, 4])), ("source", n.Any(2, 4))]);
        sheet.Record("index_select.0", [("axis", 0)], t => t[0].index_select(0, t[1]), [("x", a), ("index", tensor(new long[] { 2, 0, 2, 2 }))]);
        sheet.Record("index_select.1", [("axis", 1)], t => t[0].index_select(1, t[1]), [("x", a), ("index", tensor(new long[] { 3, 3, 0 }))]);
        sheet.Record("concatenate.1", [("axis", 1)], t => cat(t, 1), [("a", n.Any(2, 3)), ("b", n.Any(2, 1)), ("c", n.Any(2, 2))]);
        sheet.Record("stack.1", [("axis", 1)], t => stack(t, 1), [("a", n.Any(2, 3)), ("b", n.Any(2, 3))]);
        First("permute", x => x.permute(2, 0, 1), deep, ("axes", new[] { 2L, 0, 1 }));
        First("slice", x => x.slice(1, 1, 4, 2), a, ("axis", 1), ("start", 1), ("end", 4), ("step", 2));
        First("expand", x => x.expand(2, 3, 4), n.Any(3, 1), ("shape", new[] { 2L, 3, 4 }));
        First("pad", x => nn.functional.pad(x, [1L, 2, 0, 1], value: 0.5), a, ("before", new[] { 0L, 1 }), ("after", new[] { 1L, 2 }), ("value", 0.5));

        Case One(string name, Func<Tensor, Tensor> f, Tensor x, params (string, object)[] settings) => sheet.Record(name, settings, t => f(t[0]), [("x", x)], second: true);

        Case First(string name, Func<Tensor, Tensor> f, Tensor x, params (string, object)[] settings) => sheet.Record(name, settings, t => f(t[0]), [("x", x)]);

        Case Two(string name, Func<Tensor, Tensor, Tensor> f, Tensor left, Tensor right, bool second) =>
            sheet.Record(name, [], t => f(t[0], t[1]), [("a", left), ("b", right)], second);
    }
}
