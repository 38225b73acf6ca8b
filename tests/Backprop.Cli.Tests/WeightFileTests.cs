namespace Backprop.Cli.Tests;

public sealed class WeightFileTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private string Trained()
    {
        Workplace.Run("train", Workplace.Example("penguins"), "--target", "species", "--epochs", "4", "--layers", "8", "--runs", _place["runs"], "--output", _place["m.safetensors"]).Done();
        return _place["m.safetensors"];
    }

    [Fact]
    public void Weights_go_out_and_into_a_network_again()
    {
        var model = Trained();
        foreach (var file in (string[])["w.npz", "w.safetensors"])
        {
            Assert.Equal(4, Workplace.Run("export", model, "--to", _place[file], "--json").Done().Json["tensors"]!.AsArray().Count);
            var seen = Workplace.Run("inspect", _place[file], "--json").Done().Json;
            Assert.Equal("layers.0.weight", (string)seen["tensors"]![0]!["name"]!);
            Assert.Contains("layers.2.bias", Workplace.Run("inspect", _place[file]).Done().Output);
        }

        var plain = Train("--target", "species", "--layers", "8");
        var begun = Train("--target", "species", "--layers", "8", "--weights", _place["w.npz"]);
        Assert.True(begun < plain, $"{begun} is not below {plain}");
        var problem = Workplace.Run("train", Workplace.Example("penguins"), "--target", "species", "--weights", _place["w.npz"], "--runs", _place["runs"]);
        Assert.Equal(2, problem.Exit);
        Assert.Contains("does not fit the network", problem.Error);
    }

    [Fact]
    public void A_model_goes_on_learning_from_either_kind_of_file()
    {
        var model = Trained();
        Workplace.Run("export", model, "--to", _place["m.onnx"]).Done();
        Assert.Equal("onnx", (string)Workplace.Run("inspect", _place["m.onnx"], "--json").Done().Json["kind"]!);
        Assert.Contains("Gemm × 2", Workplace.Run("inspect", _place["m.onnx"]).Done().Output);
        var expected = Workplace.Run("evaluate", model, Workplace.Example("penguins"), "--json").Done().Json["test"]!;
        Assert.Equal(expected.ToJsonString(), Workplace.Run("evaluate", _place["m.onnx"], Workplace.Example("penguins"), "--json").Done().Json["test"]!.ToJsonString());
        Assert.Equal(Workplace.Run("predict", model, Workplace.Example("penguins")).Done().Output, Workplace.Run("predict", _place["m.onnx"], Workplace.Example("penguins")).Done().Output);
        var before = (double)expected["loss"]!;
        var (one, other) = (Train("--from", model), Train("--from", _place["m.onnx"]));
        Assert.True(one < before, $"{one} is not below {before}");
        Assert.Equal(one, other);
        var problem = Workplace.Run("train", Workplace.Example("penguins"), "--from", model, "--layers", "4");
        Assert.Equal(2, problem.Exit);
        Assert.Contains("--layers does not go with --from", problem.Error);
    }

    private double Train(params string[] options) =>
        (double)Workplace.Run(["train", Workplace.Example("penguins"), "--epochs", "3", "--runs", _place["runs"], "--json", .. options]).Done().Json["train"]!["loss"]!;
}
