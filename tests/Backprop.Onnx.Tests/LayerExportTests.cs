namespace Backprop.Onnx.Tests;

/// <summary>Each layer and activation, between random weights: ONNX Runtime says what the library says.</summary>
public sealed class LayerExportTests
{
    // A network of 6 inputs around each layer.
    private static readonly Dictionary<string, Func<Module>> Cases = new()
    {
        ["batch_norm_1d"] = () => new Sequential(new Linear(6, 8), new BatchNorm1d(8), new Tanh(), new BatchNorm1d(8, affine: false), new Linear(8, 3)),
        ["category_embedding"] = () => new Sequential(new CategoryEmbedding(3, [new("a", 5, 4), new("b", 3, 2), new("c", 4, 2)]), new Linear(11, 3)),
        ["dropout"] = () => new Sequential(new Linear(6, 8), new Dropout(0.3), new Linear(8, 3)),
        ["embedding"] = () => new Sequential(new Embedding(5, 3), new Linear(3, 2)),
        ["layer_norm"] = () => new Sequential(new Linear(6, 8), new LayerNorm(8), new Linear(8, 3)),
        ["linear"] = () => new Sequential(new Linear(6, 8, bias: false), new Linear(8, 3)),
        ["residual"] = () => new Sequential(new Linear(6, 8), new Residual(new Sequential(new Linear(8, 8), new Relu())), new Linear(8, 3)),
        ["rms_norm"] = () => new Sequential(new Linear(6, 8), new RmsNorm(8), new Linear(8, 3)),
        ["sequential"] = () => new Sequential(new Sequential(new Linear(6, 4), new Sequential()), new Linear(4, 1)),
    };

    public static TheoryData<string> Layers => [.. LayerRegistry.All.Names];

    private static Module Network(string layer)
    {
        var network = Cases.TryGetValue(layer, out var build) ? build()
            : new Sequential(new Linear(6, 8), Activations.Create(layer), new Linear(8, 3));
        network.Initialize(new Philox(seed: 7));
        // As if trained: norms and biases are not ones and zeros.
        var random = new Random(11);
        foreach (var (_, variable) in network.State)
        {
            if (variable.DType.IsFloat() && variable.Rank == 1)
                variable.Set(Tensor.From<float>([.. Enumerable.Range(0, variable.Count).Select(_ => (float)(0.5 + random.NextDouble()))]));
        }

        return network;
    }

    // Category codes where an embedding reads them, else numbers of a few units.
    private static float Value(string layer, int i) => layer switch
    {
        "embedding" => i * 7 % 5,
        "category_embedding" when i % 6 >= 3 => i * 5 % 3,
        _ => (float)Math.Sin(i * 1.7) * 3,
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_gives_the_same_in_onnx_runtime(string layer) => Runtime.Compare(Network(layer), [6], i => Value(layer, i));

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_gives_nearly_the_same_in_float16(string layer) =>
        Runtime.Compare(Network(layer), [6], i => Value(layer, i), 2e-2, new() { Float16 = true });

    [Fact]
    public void Layers_with_settings_give_the_same()
    {
        foreach (var layer in (Module[])[new Elu(0.7), new LeakyRelu(0.2), new Gelu(approximate: true), new Softplus(2.5), new Softmax(axis: 1)])
        {
            var network = new Sequential(new Linear(6, 8), layer, new Linear(8, 3)).Initialize(new Philox(seed: 3));
            Runtime.Compare(network, [6], i => Value("", i));
        }
    }

    [Fact]
    public void More_axes_than_two_are_kept()
    {
        var network = new Sequential(
            new Linear(4, 5), new LayerNorm(5), new Gelu(), new Residual(new Linear(5, 5, bias: false)), new Softmax(axis: 1), new BatchNorm1d(3)).Initialize(new Philox(seed: 3));
        Runtime.Compare(network, [3, 4], i => Value("", i));
    }

    [Fact]
    public void A_file_tells_its_parameters_and_layers_by_name()
    {
        var file = OnnxExport.ToModel(Network("batch_norm_1d"), [6], new());
        Assert.Equal(["layers.0/Gemm", "layers.1/BatchNormalization", "layers.2/Tanh", "layers.3/BatchNormalization", "layers.4/Gemm"], file.Graph.Node.Select(n => n.Name));
        Assert.Contains("layers.1.running_var", file.Graph.Initializer.Select(i => i.Name));
        Assert.DoesNotContain("layers.1.num_batches_tracked", file.Graph.Initializer.Select(i => i.Name));
        Assert.Equal("batch", file.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal("Backprop", file.ProducerName);
        Assert.Equal(20, file.OpsetImport[0].Version);
    }

    [Fact]
    public void A_weight_that_float16_cannot_hold_is_refused_by_name()
    {
        var network = new Sequential(new Linear(1, 1)).Initialize(new Philox(seed: 1));
        network["layers.0.weight"].Set(Tensor.From([1e5f], [1, 1]));
        var problem = Assert.Throws<OnnxException>(() => OnnxExport.ToBytes(network, [1], new() { Float16 = true }));
        Assert.Contains("'layers.0.weight' holds 100000", problem.Message);
    }

    [Fact]
    public void An_identity_is_a_file_too()
    {
        Runtime.Compare(new Sequential(new Identity()), [2], i => i);
        Runtime.Compare(new Sequential(new Identity()), [2], i => i, options: new() { Float16 = true });
    }
}
