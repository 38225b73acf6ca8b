using System.Text.Json;
using Google.Protobuf;
using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx.Tests;

/// <summary>Networks read from ONNX: our own exports, PyTorch's (tests/Recorder/onnx_files.py), and files that lie.</summary>
public sealed class ImportTests
{
    private static string Reference(string name) => Path.Combine(AppContext.BaseDirectory, "References", name);

    [Theory]
    [InlineData("mlp")]
    [InlineData("residual")]
    [InlineData("residual17")]
    [InlineData("embedded")]
    [InlineData("activations")]
    public void A_network_of_pytorch_predicts_the_same(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Reference("pytorch.json")));
        var found = json.RootElement.GetProperty(name);
        int[] sizes = [.. found.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32())];
        var x = Tensor.From<float>([.. found.GetProperty("x").EnumerateArray().Select(v => v.GetSingle())], new Shape(sizes));
        double[] y = [.. found.GetProperty("y").EnumerateArray().Select(v => v.GetDouble())];
        var network = OnnxImport.LoadNetwork(Reference($"pytorch.{name}.onnx"));
        var mine = network.Forward(x).ToDoubles();
        Assert.Equal(y.Length, mine.Length);
        Assert.All(y.Zip(mine), p => Assert.Equal(p.First, p.Second, 1e-5));
        Assert.NotEmpty(network.Parameters);
        // The batch is open.
        Assert.Equal(mine[..(y.Length / sizes[0])], network.Forward(x.Slice(0, 0, 1)).ToDoubles().Select(v => v), (a, b) => Math.Abs(a - b) < 1e-6);
        if (name == "embedded")
            return;
        using var session = Runtime.Open(File.ReadAllBytes(Reference($"pytorch.{name}.onnx")));
        using var results = session.Run([Microsoft.ML.OnnxRuntime.NamedOnnxValue.CreateFromTensor("input", new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(x.ToArray<float>(), sizes))]);
        Runtime.Close(mine, [.. results[0].AsEnumerable<float>()], 1e-5, name);
    }

    [Theory]
    [InlineData("mlp", true)]
    [InlineData("residual", true)]
    [InlineData("mlp", false)]
    public void A_network_of_pytorch_is_trained_on(string name, bool captured)
    {
        var network = OnnxImport.LoadNetwork(Reference($"pytorch.{name}.onnx"));
        var random = new Philox(5);
        var x = Tensor.From<float>([.. Enumerable.Range(0, 60).Select(i => (float)Math.Sin(i * 1.3))], [10, 6]);
        var labels = Tensor.From<int>([.. Enumerable.Range(0, 10).Select(i => i % 2)]);
        var adam = new Adam(network.Parameters) { LearningRate = 0.01 };
        var losses = new List<double>();
        if (captured)
        {
            var step = Step.Capture((a, b) => Losses.CrossEntropy(network.Forward(a, Pass.Training(1, 0)), b), adam);
            for (var i = 0; i < 60; i++)
                losses.Add(step.Run(x, labels));
        }
        else
        {
            for (var i = 0; i < 60; i++)
            {
                var loss = Losses.CrossEntropy(network.Forward(x), labels);
                loss.Backward();
                adam.Update();
                adam.ClearGradients();
                losses.Add(loss.Item());
            }
        }

        Assert.True(losses[^1] < losses[0] * 0.8, $"{losses[0]} → {losses[^1]}");
    }

    [Fact]
    public void What_a_network_became_is_exported_again()
    {
        var network = OnnxImport.LoadNetwork(Reference("pytorch.mlp.onnx"));
        network.Parameters[0].Set(network.Parameters[0] * 0.5);
        Runtime.Compare(network, [6], i => (float)Math.Sin(i));
        Assert.Equal([6], network.InputSizes.Select(s => s!.Value));
    }

    [Fact]
    public void Every_layer_comes_back_from_its_file()
    {
        foreach (var layer in LayerRegistry.All.Names.Except(["embedding", "category_embedding", "residual", "sequential", "linear", "batch_norm_1d", "layer_norm", "rms_norm", "dropout"]))
            Check(new Sequential(new Linear(6, 8), Activations.Create(layer), new Linear(8, 3)));
        Check(new Sequential(new Linear(6, 8), new BatchNorm1d(8), new LayerNorm(8), new RmsNorm(8), new Residual(new Linear(8, 8, bias: false)), new Dropout(0.5)));

        static void Check(Module network)
        {
            network.Initialize(new Philox(3));
            var x = Tensor.From<float>([.. Enumerable.Range(0, 24).Select(i => (float)Math.Sin(i * 1.7))], [4, 6]);
            var back = OnnxImport.ToNetwork(OnnxExport.ToBytes(network, [6])).Forward(x).ToDoubles();
            Assert.All(network.Forward(x).ToDoubles().Zip(back), p => Assert.Equal(p.First, p.Second, 2e-6));
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_trained_model_comes_back_with_the_same_figures(bool bare, bool half)
    {
        using var scratch = new Scratch();
        var random = new Random(3);
        var lines = Enumerable.Range(0, 120).Select(i => FormattableString.Invariant($"{random.NextDouble():F3},{(i % 3 == 0 ? "" : $"{random.NextDouble():F3}")},{"abc"[i % 3]},{(i % 3 == 0 ? "yes" : i % 5 == 0 ? "maybe" : "no")}"));
        var data = TableData.Open(scratch.Write("t.csv", "a,b,c,y\n" + string.Join('\n', lines) + "\n"), target: "y");
        var model = new Trainer { Epochs = 5 }.Fit(Networks.Dense(8), data);
        var file = OnnxExport.ToBytes(model, new() { Bare = bare, Float16 = half });
        var back = OnnxImport.ToModel(file);
        if (half)
            Assert.Equal(model.Evaluate(data).Metrics["accuracy"], back.Evaluate(data).Metrics["accuracy"], 0.1);
        else
            Assert.Equal(model.Evaluate(data).ToString(), back.Evaluate(data).ToString());
        Assert.Equal(half, !model.Network["layers.0.weight"].ToDoubles().SequenceEqual(back.Network["layers.0.weight"].ToDoubles()));
    }

    [Fact]
    public void A_model_read_from_onnx_goes_on_learning()
    {
        using var scratch = new Scratch();
        var lines = Enumerable.Range(0, 150).Select(i => FormattableString.Invariant($"{Math.Sin(i)},{Math.Cos(i * 0.7)},{Math.Sin(i) * 2 - Math.Cos(i * 0.7)}"));
        var path = scratch.Write("t.csv", "a,b,y\n" + string.Join('\n', lines) + "\n");
        var model = new Trainer { Epochs = 3 }.Fit(Networks.Dense(8), TableData.Open(path, target: "y"));
        OnnxExport.Save(model, scratch["m.onnx"]);
        var start = OnnxImport.LoadModel(scratch["m.onnx"]);
        var data = start.Open(path, targets: true);
        var before = start.Evaluate(data).Metrics["rmse"];
        Assert.Equal(model.Evaluate(data).Metrics["rmse"], before);
        var after = new Trainer { Epochs = 20 }.Fit(start, data);
        Assert.True(after.Evaluate(data).Metrics["rmse"] < before * 0.8);
        Assert.Equal(before, start.Evaluate(data).Metrics["rmse"]);
    }

    [Fact]
    public void The_page_lists_every_operator()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Backprop.slnx")))
            folder = folder.Parent;
        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "weights.md")).ReplaceLineEndings(" ");
        Assert.Contains(string.Join(", ", NodeRules.Names), page);
    }

    // ---- files that are not read

    private static ModelProto Small(Action<ModelProto>? change = null)
    {
        var model = OnnxExport.ToModel(new Sequential(new Linear(2, 2), new Relu(), new Linear(2, 1)).Initialize(new Philox(1)), [2], new());
        change?.Invoke(model);
        return model;
    }

    private static string Refused(Action<ModelProto> change) => Assert.Throws<OnnxException>(() => OnnxImport.ToNetwork(Small(change).ToByteArray())).Message;

    [Fact]
    public void Unknown_operators_are_listed_all_at_once() => Assert.Contains(
        "LSTM (2 times), com.microsoft.FusedGemm; known are Abs, Add",
        Refused(m =>
        {
            m.Graph.Node[0].Domain = "com.microsoft";
            m.Graph.Node[0].OpType = "FusedGemm";
            m.Graph.Node[1].OpType = m.Graph.Node[2].OpType = "LSTM";
        }));

    [Fact]
    public void Files_that_lie_are_refused_by_name()
    {
        Assert.Contains("the values of 'layers.0.weight' stand in another file", Refused(m => Weight(m).DataLocation = TensorProto.Types.DataLocation.External));
        Assert.Contains("stand in another file", Refused(m => Weight(m).ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/passwd" })));
        Assert.Contains("has 4 values where its shape needs 6", Refused(m => Weight(m).Dims[0] = 3));
        Assert.Contains("too large or negative", Refused(m => Weight(m).Dims[0] = -2));
        Assert.Contains("too large or negative", Refused(m => (Weight(m).Dims[0], Weight(m).Dims[1]) = (1L << 40, 1L << 40)));
        Assert.Contains("holds string", Refused(m => Weight(m).DataType = (int)DataType.String));
        Assert.Contains("two weights named", Refused(m => m.Graph.Initializer.Add(Weight(m).Clone())));
        Assert.Contains("which nothing before it gives", Refused(m => m.Graph.Node[0].Input[0] = m.Graph.Node[2].Output[0]));
        Assert.Contains("which nothing before it gives", Refused(m => m.Graph.Node[1].Input[0] = "nowhere"));
        Assert.Contains("gives already", Refused(m => m.Graph.Node[1].Output[0] = m.Graph.Node[0].Output[0]));
        Assert.Contains("is given by no node", Refused(m => m.Graph.Output[0].Name = "other"));
        Assert.Contains("has 2 inputs", Refused(m => m.Graph.Input.Add(new ValueInfoProto { Name = "b" })));
        Assert.Contains("operator set 99", Refused(m => m.OpsetImport[0].Version = 99));
        Assert.Contains("functions of its own", Refused(m => m.Functions.Add(new FunctionProto())));
        Assert.Contains("'transB' twice", Refused(m => m.Graph.Node[0].Attribute.Add(m.Graph.Node[0].Attribute[0].Clone())));
        Assert.Contains("it has no graph", Assert.Throws<OnnxException>(() => OnnxImport.ToNetwork([])).Message);
        Assert.Contains("this is no ONNX file", Assert.Throws<OnnxException>(() => OnnxImport.ToNetwork([1, 2, 3])).Message);
        var wrong = OnnxImport.ToNetwork(Small(m => m.Graph.Node[0].Attribute[0].Type = AttributeProto.Types.AttributeType.String).ToByteArray());
        Assert.Contains("'transB' as string where int is expected", Assert.Throws<OnnxException>(() => wrong.Forward(Tensor.Zeros([1, 2]))).Message);
        Assert.Contains("expects [batch, 2]", Assert.Throws<ShapeException>(() => OnnxImport.ToNetwork(Small().ToByteArray()).Forward(Tensor.Zeros([1, 3]))).Message);
        Assert.Contains("does not hold a Backprop model", Assert.Throws<OnnxException>(() => OnnxImport.ToModel(Small().ToByteArray())).Message);

        static TensorProto Weight(ModelProto m) => m.Graph.Initializer.Single(i => i.Name == "layers.0.weight");
    }

    [Fact]
    public void Deep_nesting_ends_in_a_message()
    {
        var graph = new GraphProto();
        for (var i = 0; i < 60; i++)
            graph = new GraphProto { Node = { new NodeProto { OpType = "If", Attribute = { new AttributeProto { Name = "then_branch", G = graph } } } } };
        Assert.Contains("this is no ONNX file", Assert.Throws<OnnxException>(() => OnnxImport.ToNetwork(new ModelProto { Graph = graph }.ToByteArray())).Message);
    }

    [Fact]
    public void Half_weights_are_widened()
    {
        var network = OnnxImport.ToNetwork(OnnxExport.ToBytes(new Sequential(new Linear(2, 2)).Initialize(new Philox(1)), [2], new() { Float16 = true }));
        Assert.All(network.Parameters, p => Assert.Equal(DType.Float32, p.DType));
        Assert.Equal(new Shape(3, 2), network.Forward(Tensor.Ones([3, 2])).Shape);
    }

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        var random = new Random(23);
        byte[][] files = [Small().ToByteArray(), .. Directory.GetFiles(Reference("."), "*.onnx").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        foreach (var file in files)
        {
            for (var round = 0; round < 400; round++)
            {
                var bytes = file.ToArray();
                for (var i = random.Next(1, 4); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                try
                {
                    var network = OnnxImport.ToNetwork(bytes);
                    network.Forward(Tensor.Ones([2, .. network.InputSizes.Select(s => s is > 0 and < 100 ? s.Value : 1)]));
                }
                catch (BackpropException)
                {
                }
            }
        }
    }
}
