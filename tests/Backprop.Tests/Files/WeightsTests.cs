using System.Text.Json;
using Backprop.Engine;

namespace Backprop.Tests;

/// <summary>Weights of PyTorch (files recorded by tests/Recorder from libtorch) and NumPy read into networks, and back.</summary>
public sealed class WeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backprop-weights-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Reference(string name) => Path.Combine(AppContext.BaseDirectory, "References", name);

    private static Sequential Network(string name) => name switch
    {
        "batch_norm" => new(new Linear(6, 8), new BatchNorm1d(8), new Relu(), new Linear(8, 3)),
        "embedding" => new(new Embedding(10, 4), new LayerNorm(4), new Linear(4, 2, bias: false)),
        _ => new(new Linear(6, 8), new LayerNorm(8), new Tanh(), new Linear(8, 3)),
    };

    private static (Tensor X, double[] Y) Case(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Reference("weights.json")));
        var found = json.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var x = found.GetProperty("inputs").GetProperty("x");
        var shape = new Shape([.. x.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32())]);
        return (Tensor.From<float>([.. Numbers(x).Select(v => (float)v)], shape), Numbers(found.GetProperty("outputs").GetProperty("y")));

        static double[] Numbers(JsonElement e) => [.. e.GetProperty("data").EnumerateArray().Select(d => d.GetDouble())];
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("float64")]
    [InlineData("half")]
    [InlineData("bfloat16")]
    [InlineData("batch_norm")]
    [InlineData("embedding")]
    public void A_pytorch_file_predicts_what_libtorch_says(string name)
    {
        var network = Network(name);
        var report = Weights.Load(network, Reference($"pytorch.{name}.safetensors"));
        Assert.Empty(report.Missing);
        Assert.Empty(report.Unused);
        Assert.Equal(network.State.Select(s => s.Name), report.Loaded.Select(l => l.Name));
        var (x, y) = Case(name);
        var found = network.Forward(x).ToDoubles();
        Assert.Equal(y.Length, found.Length);
        for (var i = 0; i < y.Length; i++)
            Assert.Equal(y[i], found[i], 1e-6);
        if (name == "batch_norm")
            Assert.Equal(3, network["layers.1.num_batches_tracked"].Item());
    }

    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("weights.npz")]
    public void What_is_written_is_read_to_the_same_bits(string file)
    {
        var network = Network("batch_norm").Initialize(new Philox(3));
        Weights.Save(network, Path.Combine(_folder, file));
        var other = Network("batch_norm");
        Weights.Load(other, Path.Combine(_folder, file));
        foreach (var ((_, a), (_, b)) in network.State.Zip(other.State))
            Assert.Equal(a.ToDoubles(), b.ToDoubles());
        var bytes = File.ReadAllBytes(Path.Combine(_folder, file));
        Weights.Save(network, Path.Combine(_folder, file), overwrite: true);
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(_folder, file)));
    }

    [Fact]
    public void Weights_with_inputs_first_and_other_names_are_told_so()
    {
        var network = new Sequential(new Linear(4, 4), new Relu(), new Linear(4, 2));
        var options = new WeightOptions
        {
            InputsFirst = true,
            AllowUnused = true,
            Names = new Dictionary<string, string>
            {
                ["dense/kernel"] = "layers.0.weight",
                ["dense/bias"] = "layers.0.bias",
                ["dense_1/kernel"] = "layers.2.weight",
                ["dense_1/bias"] = "layers.2.bias",
            },
        };
        var file = Reference("numpy.dense.npz");
        Assert.Equal(["x", "y"], Weights.Load(network, file, options).Unused);
        var tensors = NumPyFile.Load(file).Tensors.ToDictionary(t => t.Name, t => t.Tensor);
        var found = network.Forward(tensors["x"]).ToDoubles();
        Assert.All(found.Zip(tensors["y"].ToDoubles()), p => Assert.Equal(p.Second, p.First, 1e-6));
    }

    [Fact]
    public void What_does_not_fit_is_listed_and_changes_nothing()
    {
        var network = new Sequential(new Linear(6, 8), new LayerNorm(7), new Linear(8, 3), new Linear(3, 1)).Initialize(new Philox(1));
        var before = network["layers.0.weight"].ToDoubles();
        var problem = Assert.Throws<FileException>(() => Weights.Load(network, Reference("pytorch.plain.safetensors"))).Message;
        Assert.Contains("it lacks layers.2.weight [3, 8], layers.2.bias [3]", problem);
        Assert.Contains("layers.1.weight is [7] in the network but [8] in the file (1.weight)", problem);
        Assert.Equal(before, network["layers.0.weight"].ToDoubles());
        var turned = new Sequential(new Linear(8, 6), new LayerNorm(8), new Tanh(), new Linear(8, 3));
        Assert.Contains("it is the other way round (InputsFirst)", Assert.Throws<FileException>(() => Weights.Load(turned, Reference("pytorch.plain.safetensors"))).Message);
    }

    [Fact]
    public void Missing_and_left_over_tensors_are_allowed_when_told()
    {
        var network = new Sequential(new Linear(6, 8), new LayerNorm(8), new Tanh(), new Linear(8, 3), new Linear(3, 2)).Initialize(new Philox(1));
        var file = Reference("pytorch.plain.safetensors");
        Assert.Throws<FileException>(() => Weights.Load(network, file));
        Assert.Equal(["layers.4.weight", "layers.4.bias"], Weights.Load(network, file, new() { AllowMissing = true }).Missing);
        var head = new Sequential(new Linear(6, 8), new LayerNorm(8));
        Assert.Contains("no place for 3.weight [3, 8], 3.bias [3]", Assert.Throws<FileException>(() => Weights.Load(head, file)).Message);
        Assert.Equal(["3.weight", "3.bias"], Weights.Load(head, file, new() { AllowUnused = true }).Unused);
    }

    [Theory]
    [InlineData("layers.0.weight|layers.2.bias", "0.weight|2.bias")]
    [InlineData("layers.0.weight|layers.2.bias", "module.0.weight|module.2.bias")]
    [InlineData("layers.0.weight|layers.2.bias", "model.encoder.layers.0.weight|model.encoder.layers.2.bias")]
    [InlineData("layers.0.inner.layers.1.weight", "0.inner.1.weight")]
    [InlineData("layers.0.weight|layers.1.weight", "other.0.weight|net.0.weight|net.1.weight")]
    public void Names_that_mean_the_same_are_found(string ours, string names)
    {
        var file = names.Split('|');
        var places = WeightNames.Match(ours.Split('|'), file);
        Assert.Equal(Enumerable.Range(file.Length - places.Length, places.Length), places);
    }

    [Fact]
    public void An_exact_name_goes_before_one_that_means_the_same() =>
        Assert.Equal([1], WeightNames.Match(["layers.0.weight"], ["0.weight", "layers.0.weight"]));

    [Fact]
    public void A_model_file_gives_its_weights_too()
    {
        var path = Path.Combine(_folder, "both.safetensors");
        var network = Network("plain").Initialize(new Philox(5));
        new SafeTensors { Tensors = [.. network.State.Select(s => (s.Name, (Tensor)s.Variable))], Metadata = new Dictionary<string, string> { ["backprop.format"] = "1" } }.Save(path);
        var other = Network("plain");
        Weights.Load(other, path);
        Assert.Equal(network["layers.3.weight"].ToDoubles(), other["layers.3.weight"].ToDoubles());
    }
}
