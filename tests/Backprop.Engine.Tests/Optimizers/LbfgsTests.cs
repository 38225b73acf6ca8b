namespace Backprop.Engine.Tests;

public sealed class LbfgsTests
{
    private static readonly string[] Names = ["w1", "b1", "w2", "b2"];

    public static TheoryData<string, string> Cases =>
    [
        .. Reference.Load("optimizers").Cases.Where(c => c.Text("kind") == "LBFGS").Select(c => ("optimizers", c.Name)),
        .. Reference.Load("lbfgs_wolfe").Cases.Select(c => ("lbfgs_wolfe", c.Name)),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Its_steps_agree_with_PyTorch(string file, string name)
    {
        var recorded = Reference.Load(file).Case(name);
        var p = OptimizerReferenceTests.Parameters(recorded);
        var (x, y) = (Input("X"), Input("y"));
        var lbfgs = new Lbfgs(p)
        {
            LearningRate = recorded.Number("lr"),
            Iterations = (int)recorded.Number("max_iter"),
            History = (int)recorded.Number("history_size", 100),
            ChangeTolerance = recorded.Number("tolerance_change", 1e-9),
            LineSearch = recorded.Text("line_search_fn") is not null,
        };
        for (var step = 1; recorded.Outputs.ContainsKey($"step{step}.w1"); step++)
        {
            var loss = lbfgs.Update(() => ((x.MatMul(p[0]) + p[1]).Tanh().MatMul(p[2]) + p[3] - y).Square().Mean());
            Assert.Equal(recorded[$"step{step}.loss"].Scalar, loss.Item(), 1e-9);
            for (var i = 0; i < 4; i++)
                OptimizerReferenceTests.AssertClose(recorded[$"step{step}.{Names[i]}"].Values, p[i].ToDoubles(), 1e-9, $"step {step} {Names[i]}");
        }

        Assert.True(lbfgs.StepNumber >= 2);

        Tensor Input(string input) => Tensor.From(recorded[input].Values, new Shape(recorded[input].Shape));
    }

    [Fact]
    public void It_finds_the_end_of_Rosenbrocks_valley()
    {
        var w = new Parameter(2, dtype: DType.Float64);
        w.Set(Tensor.From([-1.2, 1.0]));
        var lbfgs = new Lbfgs([w]) { LineSearch = true, Iterations = 100, ChangeTolerance = 1e-14 };
        var (first, second) = (Tensor.From([1.0, 0]), Tensor.From([0, 1.0]));
        lbfgs.Update(() =>
        {
            var (a, b) = ((w * first).Sum(), (w * second).Sum());
            var (slope, curve) = (Tensor.Scalar(1.0) - a, b - a * a);
            return slope * slope + curve * curve * Tensor.Scalar(100.0);
        });
        OptimizerReferenceTests.AssertClose([1, 1], w.ToDoubles(), 1e-6, "minimum");
    }

    [Fact]
    public void It_never_steps_to_a_loss_that_is_not_finite()
    {
        foreach (var search in new[] { true, false })
        {
            var w = new Parameter(1, dtype: DType.Float64);
            w.Set(Tensor.From([0.5]));
            var lbfgs = new Lbfgs([w]) { LearningRate = 10, LineSearch = search };
            // √w − w: NaN below zero, where the first step would go.
            lbfgs.Update(() => w.Sum() * Tensor.Scalar(2.0) - w.Sqrt().Sum());
            Assert.True(w.At(0) >= 0, $"{w.At(0)}");
            if (search)
                Assert.Equal(1.0 / 16, w.At(0), 1e-5);
            else
                Assert.Equal(double.NaN, lbfgs.LastGradientNorm);
        }
    }

    [Fact]
    public void Used_like_the_others_it_says_how_to()
    {
        var lbfgs = new Lbfgs([new Parameter(1)]);
        Assert.Contains("Update(() => loss)", Assert.Throws<InvalidOperationException>(() => lbfgs.Update()).Message, StringComparison.Ordinal);
        lbfgs.Clipping = new() { MaximumNorm = 1 };
        Assert.Throws<SettingsException>(() => lbfgs.Update(() => Tensor.Scalar(1.0)));
        Assert.Throws<SettingsException>(() => new Lbfgs([new ParameterGroup([new Parameter(1)]) { LearningRateFactor = 2 }]));
    }
}
