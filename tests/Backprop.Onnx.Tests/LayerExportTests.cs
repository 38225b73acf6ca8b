using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = Backprop.Engine.Tensor;

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
        Assert.Equal("linear 'layers.0' (6 → 8)", file.Graph.Node[0].DocString);
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

    [Fact]
    public void An_op_of_ones_own_is_written_by_its_composition_or_refused_by_name()
    {
        Runtime.Compare(new Sequential(new Linear(4, 4), new Own(new SnakeOp(composed: true)), new Linear(4, 2)).Initialize(new Philox(seed: 1)), [4], i => Value("", i));
        var bare = new Sequential(new Linear(4, 4), new Own(new SnakeOp(composed: false))).Initialize(new Philox(seed: 1));
        var problem = Assert.Throws<OnnxException>(() => OnnxExport.ToBytes(bare, [4]));
        Assert.Contains("the op 'snake' of 'layers.1' has no counterpart in ONNX", problem.Message);
    }

    [Fact]
    public void A_float64_network_stays_one()
    {
        var network = new Sequential(new Linear(4, 5), new Tanh(), new BatchNorm1d(5), new LayerNorm(5), new Linear(5, 2)).Initialize(new Philox(seed: 1)).Convert(DType.Float64);
        Assert.Contains("float64", Assert.Throws<OnnxException>(() => OnnxExport.ToBytes(network, [4], new() { Float16 = true })).Message);
        using var session = Runtime.Open(OnnxExport.ToBytes(network, [4]));
        double[] x = [.. Enumerable.Range(0, 12).Select(i => Math.Sin(i))];
        using var found = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<double>(x, [3, 4]))]);
        var expected = network.Forward(Tensor.From(x, [3, 4])).ToDoubles();
        Assert.All(found[0].AsEnumerable<double>().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void Writing_changes_nothing_in_the_network()
    {
        var network = Network("batch_norm_1d");
        var x = Tensor.From([.. Enumerable.Range(0, 12).Select(i => Value("", i))], [2, 6]);
        var before = network.Forward(x).ToArray<float>();
        OnnxExport.ToBytes(network, [6], new() { Float16 = true });
        Assert.Equal(before, network.Forward(x).ToArray<float>());
    }

    private sealed class Own(Op op) : Activation
    {
        public override string Kind => "own";

        protected override Tensor Apply(Tensor input) => op.Apply(input);
    }

    // x + sin²x: its composition is written, if it has one.
    private sealed class SnakeOp(bool composed) : Op
    {
        public override string Name => "snake";

        protected override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0]];

        protected override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
        {
            var x = inputs[0].Span<float>();
            var y = Write<float>(outputs[0]);
            for (var i = 0; i < x.Length; i++)
                y[i] = x[i] + (MathF.Sin(x[i]) * MathF.Sin(x[i]));
        }

        protected override Tensor[]? Compose(Tensor[] inputs) => composed ? [inputs[0] + inputs[0].Sin().Square()] : null;
    }
}
