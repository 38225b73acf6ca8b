using Backprop.Engine;

namespace Backprop.Tests;

/// <summary>Mazur's worked example, told by an explanation: every factor to the last digits.</summary>
public sealed class ExplanationTests
{
    private const double Tolerance = 1e-12;

    // Mazur's numbers, worked out here without the library.
    private static readonly double[] I = [0.05, 0.10], T = [0.01, 0.99];
    private static readonly double H1 = Sigmoid(0.15 * I[0] + 0.20 * I[1] + 0.35), H2 = Sigmoid(0.25 * I[0] + 0.30 * I[1] + 0.35);
    private static readonly double O1 = Sigmoid(0.40 * H1 + 0.45 * H2 + 0.60), O2 = Sigmoid(0.50 * H1 + 0.55 * H2 + 0.60);

    [Fact]
    public void Mazurs_w5_is_a_product_of_three_factors()
    {
        var e = Explain("layers.2.weight[0,0]");
        Near(0.2983711087600027, e.Loss);
        Assert.Equal(["∂L/∂a2[0]", "∂a2[0]/∂z2[0]", "∂z2[0]/∂layers.2.weight[0,0]"], e.Chain.Factors.Select(f => f.Name));
        Near(O1 - T[0], e.Chain.Factors[0].Value);
        Near(O1 * (1 - O1), e.Chain.Factors[1].Value);
        Near(H1, e.Chain.Factors[2].Value);
        // As printed in the blog.
        Assert.Equal([0.74136507, 0.186815602, 0.593269992], e.Chain.Factors.Select(f => Math.Round(f.Value, 9)));
        Assert.Equal(0.082167041, Math.Round(e.Chain.Product, 9));
        Assert.Null(e.Chain.Sum);
        Assert.True(e.Chain.Connected);
        Near(e.Gradient, e.Chain.Product);
        Near(0.35891647971788465, e.Update.New);
        Near(0.29102777369359933, e.Update.LossAfter);
        Assert.True(e.Check.RelativeError < 1e-8, $"{e.Check}");
    }

    [Fact]
    public void Mazurs_w1_is_a_sum_over_both_outputs_and_then_a_product()
    {
        var e = Explain("layers.0.weight[0,0]");
        var delta = new[] { (O1 - T[0]) * O1 * (1 - O1), (O2 - T[1]) * O2 * (1 - O2) };
        Assert.Equal("a1[0]", e.Chain.Sum!.By);
        Assert.Equal(["∂z2[0]/∂a1[0]", "∂z2[1]/∂a1[0]"], e.Chain.Sum.Terms.Select(t => t.Factor.Name));
        Near(delta[0], e.Chain.Sum.Terms[0].Gradient);
        Near(delta[1], e.Chain.Sum.Terms[1].Gradient);
        Near(0.40, e.Chain.Sum.Terms[0].Factor.Value);
        Near(0.50, e.Chain.Sum.Terms[1].Factor.Value);
        // As printed in the blog, its last digit rounded on the way.
        Assert.Equal(0.055399425, e.Chain.Sum.Terms[0].Product, 2e-9);
        Assert.Equal(-0.019049119, e.Chain.Sum.Terms[1].Product, 2e-9);
        Near(delta[0] * 0.40 + delta[1] * 0.50, e.Chain.Sum.Total);
        Assert.Equal(["∂a1[0]/∂z1[0]", "∂z1[0]/∂layers.0.weight[0,0]"], e.Chain.Factors.Select(f => f.Name));
        Near(H1 * (1 - H1), e.Chain.Factors[0].Value);
        Near(I[0], e.Chain.Factors[1].Value);
        Assert.Equal(0.000438568, Math.Round(e.Chain.Product, 9));
        Near(0.1497807161327628, e.Update.New);
        // Each way is followed on to the loss.
        Assert.Equal(["z2[0]", "z2[1]"], e.Links.Select(l => l.Variable));
        Assert.Equal(["∂L/∂a2[1]", "∂a2[1]/∂z2[1]"], e.Links[1].Factors.Select(f => f.Name));
        Near(O2 - T[1], e.Links[1].Factors[0].Value);
        Near(O2 * (1 - O2), e.Links[1].Factors[1].Value);
    }

    [Fact]
    public void Layers_have_their_values_and_deltas()
    {
        var e = Explain(null);
        Assert.Equal(["z1", "a1", "z2", "a2"], e.Layers.Select(l => l.Symbol));
        Assert.Equal(["layers.0", "layers.1", "layers.2", "layers.3"], e.Layers.Select(l => l.Path));
        Near(H1, e.Layers[1].Output[0]);
        Near(H2, e.Layers[1].Output[1]);
        Near(O2, e.Layers[3].Output[1]);
        Near(O1 - T[0], e.Layers[3].Delta[0]);
        Near((O1 - T[0]) * O1 * (1 - O1), e.Layers[2].Delta[0]);
        // The largest gradient of the trained weights: the biases are frozen.
        Assert.Equal("layers.2.weight[0,1]", e.Weight);
        Near(0.4086661860762334, e.Update.New);
    }

    [Fact]
    public void The_loss_is_told_by_its_recorded_ops()
    {
        var e = Explain("layers.2.weight[0,0]");
        var ops = e.Chain.Factors[0].Operations;
        Assert.Equal(["subtract", "square", "sum", "multiply", "mean"], ops.Select(o => o.Op.Split('(')[0]).Where(o => o != "reshape"));
        Near(2 * (O1 - T[0]), ops.Single(o => o.Op == "square").Value!.Value);
        Near(0.5, ops.Single(o => o.Op == "multiply").Value!.Value);
        Near(e.Chain.Factors[0].Value, ops.Aggregate(1.0, (p, o) => p * o.Value!.Value));
        Assert.Equal(["linear", "sigmoid", "linear", "sigmoid", "subtract"], e.Operations.Select(o => o.Op).Take(5));
        Assert.Equal("L", e.Operations[^1].Result);
        Assert.Equal(["x", "layers.0.weight", "layers.0.bias"], e.Operations[0].Inputs);
    }

    [Fact]
    public void The_text_reads_as_the_blog()
    {
        var text = Explain("layers.2.weight[0,0]").ToString();
        Assert.Contains("∂L/∂layers.2.weight[0,0] = ∂L/∂a2[0] · ∂a2[0]/∂z2[0] · ∂z2[0]/∂layers.2.weight[0,0]\n", text, StringComparison.Ordinal);
        Assert.Contains("= 0.7413650696 · 0.1868156018 · 0.5932699921\n", text, StringComparison.Ordinal);
        Assert.Contains("= 0.08216704056\n", text, StringComparison.Ordinal);
        Assert.Contains("= 0.4 − 0.5 · 0.08216704056\n", text, StringComparison.Ordinal);
        Assert.Contains("= 0.3589164797\n", text, StringComparison.Ordinal);
        Assert.Contains("agrees: relative error", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Float32_weights_are_taken_as_the_decimals_that_people_wrote()
    {
        var net = Mazur(DType.Float32);
        var e = Explanation.Of(net, Tensor.From(new float[,] { { 0.05f, 0.10f } }), Tensor.From(new float[,] { { 0.01f, 0.99f } }),
            new HalfSquaredErrorLoss(), new() { Weight = "layers.2.weight[0,0]", LearningRate = 0.5 });
        Near(0.35891647971788465, e.Update.New);
        Assert.Equal(DType.Float32, net["layers.0.weight"].DType);
        Assert.Equal(0.4f, net["layers.2.weight"].At(0));
    }

    [Fact]
    public void Another_optimizers_first_step_is_really_taken()
    {
        var e = Explain("layers.2.weight[0,0]", new OptimizerSettings("adam") { LearningRate = 0.01 });
        // Adam's first step is η · g / (|g| + ε), whatever the size of the gradient.
        Assert.Equal(0.4 - 0.01, e.Update.OptimizerNew!.Value, 1e-8);
        Near(0.4 - 0.5 * e.Gradient, Explain("layers.2.weight[0,0]").Update.New);
        Assert.Contains("first step of adam", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_frozen_weight_is_explained_and_said_to_stay()
    {
        var e = Explain("layers.2.bias[0]");
        Assert.True(e.Update.Frozen);
        Near((O1 - T[0]) * O1 * (1 - O1), e.Chain.Product);
        Assert.Contains(e.Notes, n => n.Contains("frozen", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("layer.2.weight[0,0]", "did you mean 'layers.2.weight'?")]
    [InlineData("layers.2.weight[2,0]", "outside of the shape [2, 2]")]
    [InlineData("layers.2.weight[0,-1]", "outside of the shape [2, 2]")]
    [InlineData("layers.2.weight[0]", "has 1 indices but 'layers.2.weight' has the shape [2, 2]")]
    [InlineData("layers.2.weight[a,b]", "is written as")]
    [InlineData("layers.2.weight[0,0", "is written as")]
    [InlineData("nothing like it", "it has layers.0.weight, layers.0.bias")]
    public void A_weight_that_is_not_there_is_refused_and_the_message_helps(string weight, string expected)
    {
        var error = Assert.ThrowsAny<BackpropException>(() => Explain(weight));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_without_an_index_means_its_largest_gradient() =>
        Assert.Equal("layers.0.weight[1,1]", Explain("layers.0.weight").Weight);

    [Fact]
    public void A_dead_unit_is_named()
    {
        var net = new Sequential(new Linear(2, 2), new Relu(), new Linear(2, 1)).Initialize(new Philox(1));
        ((Linear)((Sequential)net).Layers[0]).Bias!.Set(Tensor.From([-100.0, 100]));
        var e = Explanation.Of(net, Tensor.From(new double[,] { { 1, 2 } }), Tensor.From(new double[,] { { 1 } }), new MeanSquaredErrorLoss(),
            new() { Weight = "layers.0.weight[0,0]" });
        Assert.Equal(0, e.Gradient);
        Assert.Equal(0, e.Chain.Product);
        Assert.False(e.Chain.Connected);
        Assert.Equal("∂a1[0]/∂z1[0]", e.Chain.Factors[0].Name);
        Assert.Contains("no change gets past it", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_links_are_told_in_a_line_each_and_those_left_out_are_counted()
    {
        var net = new Sequential(new Linear(2, 3), new Tanh(), new Linear(3, 40), new Tanh(), new Linear(40, 1)).Initialize(new Philox(3));
        var e = Explanation.Of(net, Tensor.From(new double[,] { { 1, -1 } }), Tensor.From(new double[,] { { 1 } }), new MeanSquaredErrorLoss(),
            new() { Weight = "layers.0.weight[1,0]", Links = 10, FeatureNames = ["age", "fare"] });
        Assert.Equal((10, 2), (e.Links.Count, e.OmittedLinks));
        var text = e.ToString();
        Assert.Contains("… 2 more like these", text, StringComparison.Ordinal);
        Assert.Contains("so the input x[0] (age)", text, StringComparison.Ordinal);
        Assert.Contains(text.Split('\n'), l => l.StartsWith("  ∂L/∂z2[", StringComparison.Ordinal) && l.Split(" = ").Length == 4);
    }

    [Fact]
    public void Json_has_all_digits()
    {
        var e = Explain("layers.2.weight[0,0]");
        var json = e.ToJson();
        Assert.Equal(e.Chain.Product, (double)json["chain"]!["product"]!);
        Assert.Equal(3, json["chain"]!["factors"]!.AsArray().Count);
        Assert.Equal(e.Update.New, (double)json["update"]!["w_new"]!);
        Assert.NotEmpty(json.ToJsonString());
    }

    private static Explanation Explain(string? weight, OptimizerSettings? optimizer = null) => Explanation.Of(
        Mazur(DType.Float64), Tensor.From(new[,] { { I[0], I[1] } }), Tensor.From(new[,] { { T[0], T[1] } }), new HalfSquaredErrorLoss(),
        new() { Weight = weight, LearningRate = optimizer is null ? 0.5 : null, Optimizer = optimizer });

    private static Sequential Mazur(DType dtype)
    {
        var (hidden, output) = (new Linear(2, 2), new Linear(2, 2));
        var net = new Sequential(hidden, new Sigmoid(), output, new Sigmoid());
        net.Convert(dtype);
        hidden.Weight.Set(Tensor.From(new[,] { { 0.15, 0.20 }, { 0.25, 0.30 } }));
        output.Weight.Set(Tensor.From(new[,] { { 0.40, 0.45 }, { 0.50, 0.55 } }));
        hidden.Bias!.Set(Tensor.From([0.35, 0.35]));
        output.Bias!.Set(Tensor.From([0.60, 0.60]));
        hidden.Bias.Frozen = output.Bias.Frozen = true;
        return net;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, Tolerance);
}
