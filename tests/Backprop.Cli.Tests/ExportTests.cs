using Backprop.Onnx;

namespace Backprop.Cli.Tests;

/// <summary>That ONNX Runtime predicts the same is shown in Backprop.Onnx.Tests; here is the command.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly string _model;

    public ExportTests()
    {
        _model = _place["m.safetensors"];
        Workplace.Run("train", Workplace.Example("penguins"), "--target", "species", "--epochs", "2", "--runs", _place["runs"], "--output", _model).Done();
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_model_is_written_with_one_input_a_column()
    {
        var report = Workplace.Run("export", _model, "--to", _place["m.onnx"]).Done().Output;
        foreach (var text in new[] { "operator set 20", "bill_length_mm", "string [batch, 1]", "probabilities", "float [batch, 3]" })
            Assert.Contains(text, report);
        var file = OnnxSummary.Of(File.ReadAllBytes(_place["m.onnx"]));
        Assert.Equal(["island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex"], file.Inputs.Select(i => i.Name));
        Assert.Equal(["label", "probabilities"], file.Outputs.Select(o => o.Name));
    }

    [Fact]
    public void Json_tells_the_files_inputs_and_outputs()
    {
        var json = Workplace.Run("export", _model, "--to", _place["m.onnx"], "--bare", "--float16", "--json").Done().Json;
        Assert.Equal("export", (string)json["command"]!);
        Assert.Equal(20, (int)json["opset"]!);
        Assert.Equal("float16", (string)json["precision"]!);
        Assert.True((bool)json["bare"]!);
        Assert.Equal(new FileInfo(_place["m.onnx"]).Length, (long)json["bytes"]!);
        Assert.Equal("x", (string)Assert.Single(json["inputs"]!.AsArray())!["name"]!);
        Assert.Equal("[batch, 3]", (string)Assert.Single(json["outputs"]!.AsArray())!["shape"]!);
    }

    [Fact]
    public void A_file_that_is_there_is_kept_unless_told_otherwise()
    {
        var there = _place.Write("m.onnx", "mine");
        Workplace.Run("export", _model, "--to", there).Refused(2, "m.onnx' exists", "--force");
        Assert.Equal("mine", File.ReadAllText(there));
        Workplace.Run("export", _model, "--to", there, "--force").Done();
        Assert.NotEmpty(OnnxSummary.Of(File.ReadAllBytes(there)).Inputs);
        var before = _place.Content();
        Workplace.Run("export", _model, "--to", there, "--force").Done();
        Assert.Equal(before, _place.Content());
    }

    [Fact]
    public void Wrong_calls_are_refused_with_the_remedy()
    {
        Workplace.Run("export", _model).Refused(2, "--to FILE.onnx");
        Workplace.Run("export", _model, "--to", _place["m.txt"]).Refused(2, "must end in .onnx");
        Workplace.Run("export", _place["absent.safetensors"], "--to", _place["m.onnx"]).Refused(2, "absent.safetensors");
        Workplace.Run("export", Workplace.Example("penguins"), "--to", _place["m.onnx"]).Refused(2, "penguins.csv");
        Workplace.Run("export", _model, "--to", Path.Combine(_model, "x.onnx")).Refused(2, "is a file, not a folder");
        Assert.False(File.Exists(_place["m.onnx"]));
    }

    [Fact]
    public void The_same_model_gives_the_same_file()
    {
        Workplace.Run("export", _model, "--to", _place["a.onnx"]).Done();
        Workplace.Run("export", _model, "--to", _place["b.onnx"]).Done();
        Assert.Equal(File.ReadAllBytes(_place["a.onnx"]), File.ReadAllBytes(_place["b.onnx"]));
    }
}
