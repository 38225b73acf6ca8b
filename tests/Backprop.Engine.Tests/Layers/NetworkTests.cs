namespace Backprop.Engine.Tests;

public sealed class NetworkTests
{
    [Fact]
    public void A_state_has_readable_names_in_order()
    {
        var net = new Sequential(new Linear(2, 3), new Tanh(), new Residual(new Sequential(new Linear(3, 3, bias: false))), new BatchNorm1d(3));
        Assert.Equal(
            ["layers.0.weight", "layers.0.bias", "layers.2.inner.layers.0.weight", "layers.3.weight", "layers.3.bias",
                "layers.3.running_mean", "layers.3.running_var", "layers.3.num_batches_tracked"],
            net.State.Select(s => s.Name));
        Assert.All(net.State, s => Assert.Equal(s.Name, s.Variable.Name));
        Assert.Equal("linear 'layers.2.inner.layers.0' (3 → 3, no bias)", net.All.OfType<Linear>().Last().ToString());
    }

    [Fact]
    public void A_linear_layer_names_itself_both_shapes_and_a_remedy()
    {
        var net = new Sequential(new Linear(4, 128), new Relu(), new Linear(64, 10)).Initialize(new Philox(1));
        var error = Assert.Throws<ShapeException>(() => net.Forward(Tensor.Zeros([32, 4])));
        Assert.Equal(
            "linear 'layers.2' (64 → 10) expects [batch, 64] but got float32 [32, 128]: build the layer as new Linear(128, 10), "
            + "or let what stands before it give 64 features", error.Message);
        var row = Assert.Throws<ShapeException>(() => net.Forward(Tensor.Zeros([4])));
        Assert.Contains("Reshape(1, -1)", row.Message, StringComparison.Ordinal);
        var dtype = Assert.Throws<ShapeException>(() => net.Forward(Tensor.Zeros([1, 4], DType.Float64)));
        Assert.StartsWith("linear 'layers.0' (4 → 128) expects float32 but got float64 [1, 4]: use Convert(DType.Float32)", dtype.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_layer_names_itself_when_an_input_does_not_fit()
    {
        (Module Layer, Shape Input, string Expected)[] cases =
        [
            (new BatchNorm1d(3), [2, 4], "batch_norm_1d 'layers.0' (3) expects [batch, 3] or [batch, 3, length] but got float32 [2, 4]"),
            (new BatchNorm1d(3), [3], "batch_norm_1d 'layers.0' (3) expects"),
            (new LayerNorm(3), [2, 4], "layer_norm 'layers.0' (3) expects [batch, …, 3] but got float32 [2, 4]"),
            (new RmsNorm(3), [2, 4], "rms_norm 'layers.0' (3) expects [batch, …, 3] but got float32 [2, 4]"),
            (new CategoryEmbedding(1, new CategoryColumn("a", 2, 2)), [2, 3], "category_embedding 'layers.0' (1 + 1 → 3) expects [batch, 2] (1 numbers, then 1 codes) but got float32 [2, 3]"),
            (new Residual(new Linear(3, 2)), [2, 3], "residual 'layers.0' expects linear 'layers.0.inner' (3 → 2) to give the shape it takes"),
        ];
        foreach (var (layer, input, expected) in cases)
        {
            var error = Assert.Throws<ShapeException>(() => new Sequential(layer).Initialize(new Philox(1)).Forward(Tensor.Zeros(input)));
            Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        }

        var integers = Assert.Throws<ShapeException>(() => new Tanh().Forward(Tensor.Zeros([2], DType.Int32)));
        Assert.StartsWith("tanh expects float32 or float64 but got int32 [2]", integers.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_outside_of_an_embedding_is_an_error()
    {
        var layer = new Embedding(3, 2).Initialize(new Philox(1));
        Assert.ThrowsAny<BackpropException>(() => layer.Forward(Tensor.From([0, 3])));
        Assert.ThrowsAny<BackpropException>(() => layer.Forward(Tensor.From([-1f])));
    }

    [Fact]
    public void Settings_outside_of_their_range_are_refused()
    {
        Action[] builds =
        [
            () => _ = new Linear(0, 1), () => _ = new Linear(1, 0), () => _ = new Dropout(1), () => _ = new Dropout(-0.1), () => _ = new Dropout(double.NaN),
            () => _ = new BatchNorm1d(0), () => _ = new BatchNorm1d(1, 0), () => _ = new BatchNorm1d(1, momentum: 1.5), () => _ = new LayerNorm(0), () => _ = new LayerNorm(1, double.NaN),
            () => _ = new RmsNorm(1, -1), () => _ = new Embedding(0, 1), () => _ = new Embedding(1, 0), () => _ = new CategoryEmbedding(3), () => _ = new LeakyRelu(-1),
            () => _ = new Elu(0), () => _ = new Softplus(double.PositiveInfinity),
            () => _ = new CategoryEmbedding(1, new CategoryColumn("a", 2, 1), new CategoryColumn("a", 2, 1)),
        ];
        Assert.All(builds, build => Assert.Throws<SettingsException>(build));
    }

    [Fact]
    public void An_unknown_activation_is_answered_with_the_nearest() =>
        Assert.Contains("did you mean 'leaky_relu'?", Assert.Throws<SettingsException>(() => Activations.Create("leakyrelu")).Message, StringComparison.Ordinal);

    [Fact]
    public void Dropout_drops_its_share_and_keeps_the_mean()
    {
        const int count = 100_000;
        var x = Tensor.Ones([count], DType.Float64);
        var net = new Sequential(new Dropout(0.3), new Dropout(0.3));
        var y = net.Layers[0].Forward(x, Pass.Training(seed: 1, step: 0));
        var kept = y.ToDoubles().Count(v => v != 0);
        Assert.InRange(kept, count * 0.7 - 5 * Math.Sqrt(count * 0.21), count * 0.7 + 5 * Math.Sqrt(count * 0.21));
        Assert.All(y.ToDoubles(), v => Assert.True(v == 0 || Math.Abs(v - 1 / 0.7) < 1e-12));

        // Another place, step or seed: other elements. In prediction: none.
        Assert.NotEqual(y.ToDoubles(), net.Layers[1].Forward(x, Pass.Training(seed: 1, step: 0)).ToDoubles());
        Assert.NotEqual(y.ToDoubles(), net.Layers[0].Forward(x, Pass.Training(seed: 1, step: 1)).ToDoubles());
        Assert.NotEqual(y.ToDoubles(), net.Layers[0].Forward(x, Pass.Training(seed: 2, step: 0)).ToDoubles());
        Assert.Same(x, net.Layers[0].Forward(x));
    }

    [Fact]
    public void Batch_norm_of_a_single_row_uses_what_it_has_learned()
    {
        var layer = (BatchNorm1d)new BatchNorm1d(2).Initialize(new Philox(1));
        layer.Forward(Tensor.From(new float[,] { { 1, 2 }, { 3, 6 } }), Pass.Training(1, 0));
        var row = Tensor.From(new float[,] { { 1, 2 } });
        Assert.Equal(layer.Forward(row).ToDoubles(), layer.Forward(row, Pass.Training(1, 1)).ToDoubles());
        Assert.Equal(1, layer.BatchesTracked.Item());
        Assert.Equal(0.2, layer.RunningMean.At(0), 1e-6);
    }

    [Fact]
    public void A_category_embedding_puts_learned_features_behind_the_numbers()
    {
        var layer = new CategoryEmbedding(1, new CategoryColumn("island", 3, 2), new CategoryColumn("sex", 2, 1));
        layer.Initialize(new Philox(1));
        layer["embeddings.island.weight"].Set(Tensor.From(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }));
        layer["embeddings.sex.weight"].Set(Tensor.From(new float[,] { { 7 }, { 8 } }));
        var y = layer.Forward(Tensor.From(new float[,] { { 0.5f, 2, 0 }, { -1, 0, 1 } }));
        Assert.Equal([0.5, 5, 6, 7, -1, 1, 2, 8], y.ToDoubles());
    }

    [Fact]
    public void A_frozen_layer_gets_no_gradient()
    {
        var net = new Sequential(new Linear(2, 3), new Tanh(), new Linear(3, 1)).Initialize(new Philox(1));
        ((Sequential)net).Layers[0].Freeze();
        net.Forward(Tensor.Ones([4, 2])).Sum().Backward();
        Assert.Null(net["layers.0.weight"].Grad);
        Assert.NotNull(net["layers.2.weight"].Grad);
        Assert.Contains("13 parameters, 4 trained, 52 bytes", net.Summary([1, 2]), StringComparison.Ordinal);
        Assert.Contains("13 parameters, 4 trained, 52 bytes", net.Summary(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_is_a_table()
    {
        var net = new Sequential(new Linear(4, 1000), new BatchNorm1d(1000), new Relu(), new Dropout(0.5), new Residual(new Linear(1000, 1000, bias: false)), new Linear(1000, 3));
        Assert.Equal(
            """
            layer           kind           description           output     parameters
            ──────────────────────────────────────────────────────────────────────────
            layers.0        linear         4 → 1000              [1, 1000]       5,000
            layers.1        batch_norm_1d  1000                  [1, 1000]       2,000
            layers.2        relu                                 [1, 1000]           0
            layers.3        dropout        0.5                   [1, 1000]           0
            layers.4.inner  linear         1000 → 1000, no bias  [1, 1000]   1,000,000
            layers.5        linear         1000 → 3              [1, 3]          3,003
            1,010,003 parameters, 1,010,003 trained, 4,048,016 bytes

            """.ReplaceLineEndings("\n"), net.Summary([1, 4]));
        Assert.Throws<ShapeException>(() => net.Summary([1, 5]));
        Assert.False(net["layers.0.weight"].IsInitialized);
        Assert.Throws<SettingsException>(() => net.Forward(Tensor.Zeros([1, 4])));
    }
}
