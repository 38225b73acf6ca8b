namespace Backprop.Engine.Tests;

/// <summary>What every op owes: a place in the registry, a gradient that central differences confirm, both float dtypes.</summary>
public sealed class OpContractTests
{
    public static TheoryData<string> Differentiable => new(OpRegistry.All.Names.Where(name => OpRegistry.All[name]().Differentiable));

    private static IEnumerable<GradientCase> Cases(string op) => GradientCases.All.Where(c => c.Op == op);

    [Fact]
    public void Every_op_is_registered_under_its_name()
    {
        var registered = OpRegistry.All.Names.Select(name => (Name: name, Op: OpRegistry.All[name]())).ToArray();
        Assert.All(registered, entry => Assert.Equal(entry.Name, entry.Op.Name));
        var missing = typeof(Op).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract && type.IsPublic)
            .Except(registered.Select(entry => entry.Op.GetType()));
        Assert.Empty(missing.Select(type => type.Name));
    }

    [Fact]
    public void Every_case_belongs_to_a_registered_op() =>
        Assert.Empty(GradientCases.All.Select(c => c.Op).Except(OpRegistry.All.Names));

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void A_differentiable_op_passes_the_gradient_check(string op)
    {
        Assert.NotEmpty(Cases(op));
        foreach (var (number, test) in Cases(op).Index())
        {
            try
            {
                GradientCheck.Direction(test.Function, test.Values(1), secondOrder: test.SecondOrder);
                if (test.Inputs.Sum(i => new Shape(i.Shape).Count) <= 12)
                    GradientCheck.Full(test.Function, test.Values(2));
            }
            catch (GradientCheckException e)
            {
                Assert.Fail($"case {number}, {test}: {e.Message}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Its_cases_call_it_and_it_agrees_with_its_composition(string op)
    {
        foreach (var test in Cases(op))
        {
            var call = Recorded(test.Function([.. test.Values(3).Select(x => x.WithGradient())]), op);
            Assert.True(call is not null, $"{test} records no call of '{op}'");
            if (call!.Op.Compose([.. call.Inputs]) is not { } composed)
                continue;
            Assert.Equal(call.Outputs.Count, composed.Length);
            for (var i = 0; i < composed.Length; i++)
            {
                Assert.Equal(call.Outputs[i].Spec, composed[i].Spec);
                Assert.All(call.Outputs[i].ToDoubles().Zip(composed[i].ToDoubles()), pair => Close(pair.First, pair.Second, 1e-12, op));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void It_computes_the_same_in_float32(string op)
    {
        foreach (var test in Cases(op))
        {
            var call = Recorded(test.Function([.. test.Values(4).Select(x => x.WithGradient())]), op)!;
            // The inputs are rounded to float32 first, so that only the op's own rounding is seen.
            var narrow = call.Inputs.Select(x => x.DType == DType.Float64 ? x.Detach().Convert(DType.Float32) : x).ToArray();
            var wide = call.Inputs.Select((x, i) => x.DType == DType.Float64 ? narrow[i].Convert(DType.Float64) : x).ToArray();
            var (outputs, expected) = (call.Op.ApplyAll(narrow), call.Op.ApplyAll(wide));
            for (var o = 0; o < outputs.Length; o++)
            {
                Assert.Equal(expected[o].Shape, outputs[o].Shape);
                if (expected[o].DType.IsFloat() && call.Op is not ConvertOp)
                    Assert.Equal(DType.Float32, outputs[o].DType);
                Assert.All(outputs[o].ToDoubles().Zip(expected[o].ToDoubles()), pair => Close(pair.First, pair.Second, 2e-6, op));
            }
        }
    }

    // Relative to the size of the values, or to 1.
    private static void Close(double actual, double expected, double tolerance, string op) => Assert.True(
        Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{op}: {actual:G17} instead of {expected:G17}");

    internal static OpCall? Recorded(Tensor result, string op)
    {
        var open = new Stack<OpCall?>([result.Producer]);
        while (open.TryPop(out var call))
        {
            if (call is null)
                continue;
            if (call.Op.Name == op)
                return call;
            foreach (var input in call.Inputs)
                open.Push(input.Producer);
        }

        return null;
    }
}
