namespace Backprop.Engine.Tests;

/// <summary>Layers against libtorch's figures.</summary>
public sealed class LayerReferenceTests
{
    private static Tensor Of(ReferenceArray array) => Tensor.From(array.Values, array.Shape);

    private static void Same(ReferenceArray expected, Tensor actual, string what)
    {
        Assert.Equal(new Shape(expected.Shape), actual.Shape);
        for (var i = 0; i < expected.Values.Length; i++)
        {
            Assert.True(
                Math.Abs(expected.Values[i] - actual.At(i)) <= 1e-12 * Math.Max(1, Math.Abs(expected.Values[i])),
                $"{what}[{i}]: {expected.Values[i]:R} by libtorch, {actual.At(i):R} here");
        }
    }

    private static Module Set(Module layer, ReferenceCase recorded)
    {
        layer.Convert(DType.Float64).Initialize(new Philox(1));
        foreach (var (name, variable) in layer.State.Where(s => recorded.Inputs.ContainsKey(s.Name)))
            variable.Set(Of(recorded[name]));
        return layer;
    }

    // Output, gradients and, where recorded, the gradient of the weighted gradients.
    private static void Check(Module layer, ReferenceCase recorded, Pass? pass = null)
    {
        Set(layer, recorded);
        var x = Of(recorded["x"]).WithGradient();
        var sources = new List<(string Name, Tensor Tensor)> { ("x", x) };
        sources.AddRange(layer.State.Where(s => s.Variable is Parameter).Select(s => (s.Name, (Tensor)s.Variable)));
        var y = layer.Forward(x, pass);
        Same(recorded["y"], y, "y");
        var grads = Gradients.Of((y * Of(recorded["dy"])).Sum(), [.. sources.Select(s => s.Tensor)], createGraph: true);
        for (var i = 0; i < grads.Length; i++)
            Same(recorded["d" + sources[i].Name], grads[i], "d" + sources[i].Name);
        if (!recorded.Outputs.ContainsKey("hvp.x"))
            return;
        var sum = grads.Select((g, i) => (g * Of(recorded["v." + sources[i].Name])).Sum()).Aggregate((a, b) => a + b);
        var second = Gradients.Of(sum, [.. sources.Select(s => s.Tensor)]);
        for (var i = 0; i < second.Length; i++)
            Same(recorded["hvp." + sources[i].Name], second[i], "hvp." + sources[i].Name);
    }

    private static ReferenceCase Case(string name) => Reference.Load("layers").Case(name);

    [Theory]
    [InlineData("linear", 4, 3)]
    [InlineData("linear.no_bias", 4, 3)]
    [InlineData("linear.batched", 4, 3)]
    [InlineData("linear.one_row", 4, 3)]
    public void Linear_is_PyTorchs(string name, int inputs, int outputs) => Check(new Linear(inputs, outputs, !name.Contains("no_bias", StringComparison.Ordinal)), Case(name));

    [Theory]
    [InlineData("layer_norm")]
    [InlineData("layer_norm.constant_row")]
    public void Layer_norm_is_PyTorchs(string name) => Check(new LayerNorm(Case(name)["weight"].Values.Length, Case(name).Number("eps")), Case(name));

    [Theory]
    [InlineData("rms_norm")]
    [InlineData("rms_norm.eps")]
    public void Rms_norm_is_its_formula(string name) => Check(new RmsNorm(5, Case(name).Number("eps")), Case(name));

    [Fact]
    public void Batch_norm_has_PyTorchs_second_derivatives() =>
        Check(new BatchNorm1d(3, Case("batch_norm.second_order").Number("eps")), Case("batch_norm.second_order"), Pass.Training(1, 0));

    [Theory]
    [InlineData("batch_norm")]
    [InlineData("batch_norm.momentum")]
    [InlineData("batch_norm.positions")]
    public void Batch_norm_trains_and_predicts_as_PyTorchs(string name)
    {
        var recorded = Case(name);
        var layer = new BatchNorm1d(recorded["weight"].Values.Length, recorded.Number("eps"), recorded.Number("momentum"));
        Set(layer, recorded);
        foreach (var part in new[] { "step1", "step2", "step3", "eval" })
        {
            var x = Of(recorded[part + ".x"]).WithGradient();
            var y = layer.Forward(x, part == "eval" ? Pass.Inference : Pass.Training(1, 0));
            Same(recorded[part + ".y"], y, part + ".y");
            var grads = Gradients.Of((y * Of(recorded[part + ".dy"])).Sum(), [x, layer.Weight!, layer.Bias!]);
            Same(recorded[part + ".dx"], grads[0], part + ".dx");
            Same(recorded[part + ".dweight"], grads[1], part + ".dweight");
            Same(recorded[part + ".dbias"], grads[2], part + ".dbias");
            if (part == "eval")
                continue;
            Same(recorded[part + ".running_mean"], layer.RunningMean, part + ".running_mean");
            Same(recorded[part + ".running_var"], layer.RunningVariance, part + ".running_var");
        }

        Assert.Equal(3, layer.BatchesTracked.Item());
    }

    [Fact]
    public void An_embedding_sums_the_gradients_of_a_row_that_is_taken_often()
    {
        var recorded = Case("embedding");
        var layer = (Embedding)Set(new Embedding(6, 3), recorded);
        var y = layer.Forward(Tensor.From(recorded["indices"].Integers, recorded["indices"].Shape));
        Same(recorded["y"], y, "y");
        (y * Of(recorded["dy"])).Sum().Backward();
        Same(recorded["dweight"], layer.Weight.Grad!, "dweight");
    }

    [Theory]
    [InlineData("mlp.relu", "relu")]
    [InlineData("mlp.tanh", "tanh")]
    public void A_whole_network_is_PyTorchs(string name, string activation)
    {
        var recorded = Case(name);
        var net = Set(new Sequential(new Linear(4, 8), Activations.Create(activation), new Linear(8, 3)), recorded);
        var x = Of(recorded["x"]).WithGradient();
        var loss = Losses.CrossEntropy(net.Forward(x), Tensor.From(recorded["labels"].Integers));
        Same(recorded["loss"], loss, "loss");
        loss.Backward();
        Same(recorded["dx"], x.Grad!, "dx");
        foreach (var (key, variable) in net.State)
            Same(recorded["d" + key], variable.Grad!, key);
    }
}
