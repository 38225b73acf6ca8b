namespace Backprop.Engine.Tests;

public sealed class ReferenceTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "References"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_recorded_array_fills_its_shape_and_every_case_has_results(string file)
    {
        foreach (var recorded in Reference.Load(file).Cases)
        {
            Assert.NotEmpty(recorded.Outputs);
            foreach (var (name, array) in recorded.Inputs.Concat(recorded.Outputs))
            {
                Assert.True(array.Values.Length == array.Shape.Aggregate(1, (a, b) => a * b), $"{file} {recorded} {name}");
                Assert.True(array.Values.All(v => !double.IsNaN(v)), $"{file} {recorded} {name} has a NaN");
            }
        }
    }

    [Fact]
    public void A_recorded_figure_keeps_all_its_digits()
    {
        // two steps of SGD with momentum 0.9 by hand from the recorded gradients
        var sgd = Reference.Load("optimizers").Case("sgd.momentum");
        double[] w = sgd["w1"].Values, g1 = sgd["step1.grad.w1"].Values, g2 = sgd["step2.grad.w1"].Values;
        Assert.Equal(0.1, sgd.Number("lr"));
        for (var i = 0; i < w.Length; i++)
            Assert.Equal(w[i] - 0.1 * g1[i] - 0.1 * (0.9 * g1[i] + g2[i]), sgd["step2.w1"].Values[i], 1e-15);
    }
}
