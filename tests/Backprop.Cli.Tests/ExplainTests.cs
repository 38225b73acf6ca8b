using Backprop.Data;
using Backprop.Engine;

namespace Backprop.Cli.Tests;

/// <summary>The command <c>explain</c>: Mazur's example from a model file and a CSV file, and trained models of real tables.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Mazurs_example_is_explained_from_a_model_file_and_a_table_to_the_last_digits()
    {
        var (model, data) = Mazur();
        var json = Workplace.Run("explain", model, data, "--row", "1", "--weight", "layers.2.weight[0,0]", "--learning-rate", "0.5", "--json").Done().Json;
        // Mazur, "A step by step backpropagation example": h1, out_o1, E and w5 after the step.
        const double H1 = 0.5932699921071872, O1 = 0.7513650695523157;
        Near(0.2983711087600027, json["loss"]);
        var factors = json["chain"]!["factors"]!.AsArray();
        Assert.Equal(["∂L/∂a2[0]", "∂a2[0]/∂z2[0]", "∂z2[0]/∂layers.2.weight[0,0]"], factors.Select(f => (string)f!["name"]!));
        Near(O1 - 0.01, factors[0]!["value"]);
        Near(O1 * (1 - O1), factors[1]!["value"]);
        Near(H1, factors[2]!["value"]);
        Near((O1 - 0.01) * O1 * (1 - O1) * H1, json["chain"]!["product"]);
        Near(0.35891647971788465, json["update"]!["w_new"]);
        Assert.True((bool)json["check"]!["agrees"]!);
        Assert.Equal(1, (int)json["row"]!);

        json = Workplace.Run("explain", model, data, "--row", "1", "--weight", "layers.0.weight[0,0]", "--learning-rate", "0.5", "--json").Done().Json;
        Near(0.1497807161327628, json["update"]!["w_new"]);
        Assert.Equal(2, json["chain"]!["sum"]!["terms"]!.AsArray().Count);
    }

    [Fact]
    public void People_read_the_chain_as_Mazur_wrote_it()
    {
        var (model, data) = Mazur();
        var text = Workplace.Run("explain", model, data, "--row", "1", "--weight", "layers.2.weight[0,0]", "--learning-rate", "0.5").Done().Output;
        foreach (var line in new[]
        {
            "∂L/∂layers.2.weight[0,0] = ∂L/∂a2[0] · ∂a2[0]/∂z2[0] · ∂z2[0]/∂layers.2.weight[0,0]",
            "= 0.7413650696 · 0.1868156018 · 0.5932699921",
            "= 0.08216704056",
            "w_new = w_old − η · ∂L/∂w",
            "= 0.4 − 0.5 · 0.08216704056",
            "= 0.3589164797",
            "agrees: relative error",
            "x[0]   i1",
            "a1 = sigmoid 'layers.1'",
            "o1 is 0.01, the network says 0.7514",
        })
        {
            Assert.Contains(line, text);
        }
    }

    [Fact]
    public void A_trained_model_of_a_real_table_is_explained_with_its_own_optimizer()
    {
        var split = TableData.Open(Workplace.Example("penguins"), target: "species").Split(0.2, 0.2, seed: 1);
        var trained = new Trainer { Epochs = 5 }.Fit(Networks.Dense(16) with { Normalization = "batch", Dropout = 0.1 }, split.Train, split.Validation);
        trained.Save(_place["model.safetensors"]);
        string[] command = ["explain", _place["model.safetensors"], Workplace.Example("penguins"), "--row", "5"];
        var json = Workplace.Run([.. command, "--json"]).Done().Json;
        Assert.Equal((double)json["gradient"]!, (double)json["chain"]!["product"]!, 1e-12);
        Assert.True((double)json["check"]!["relative_error"]! < 1e-5);
        Assert.Equal("adamw", (string)json["update"]!["optimizer"]!);
        Assert.NotEqual((double)json["update"]!["w_new"]!, (double)json["update"]!["optimizer_w_new"]!);
        Assert.Contains(json["features"]!.AsArray(), f => (string)f! == "bill_length_mm");
        Assert.Equal(2, json["notes"]!.AsArray().Count);
        var text = Workplace.Run(command).Done().Output;
        Assert.Contains("species is Adelie, the network says", text);
        Assert.Contains("the first step of adamw", text);
        Assert.Contains("dropout is off", text);
    }

    [Theory]
    [InlineData("has no row 3: choose one from 1 to 2", "--row", "3")]
    [InlineData("has no row 0: choose one from 1 to 2", "--row", "0")]
    [InlineData("--row N is missing")]
    [InlineData("a whole number", "--row", "first")]
    [InlineData("did you mean 'layers.2.weight'?", "--row", "1", "--weight", "layers.2.wieght[0,0]")]
    [InlineData("outside of the shape [2, 2]", "--row", "1", "--weight", "layers.2.weight[0,2]")]
    [InlineData("must be 0 or more", "--row", "1", "--learning-rate", "-1")]
    [InlineData("did you mean 'adam'?", "--row", "1", "--optimizer", "adma")]
    public void What_cannot_be_explained_is_refused_with_a_message_that_helps(string message, params string[] options)
    {
        var (model, data) = Mazur();
        Workplace.Run(["explain", model, data, .. options]).Refused(2, message);
    }

    private (string Model, string Data) Mazur()
    {
        var data = _place.Write("mazur.csv", "i1,i2,o1,o2\n0.05,0.10,0.01,0.99\n0.35,0.75,0.25,0.60\n");
        var table = TableData.Open(data, new TableOptions { Targets = ["o1", "o2"], Task = TaskHint.Regression });
        var (hidden, output) = (new Linear(2, 2), new Linear(2, 2));
        var net = new Sequential(hidden, new Sigmoid(), output, new Sigmoid());
        hidden.Weight.Set(Tensor.From(new[,] { { 0.15, 0.20 }, { 0.25, 0.30 } }));
        output.Weight.Set(Tensor.From(new[,] { { 0.40, 0.45 }, { 0.50, 0.55 } }));
        hidden.Bias!.Set(Tensor.From([0.35, 0.35]));
        output.Bias!.Set(Tensor.From([0.60, 0.60]));
        var preprocessor = Preprocessor.Fit(table, new() { Scaling = Scaling.None, ScaleTargets = false });
        new Model(net, preprocessor, new HalfSquaredErrorLoss()).Save(_place["mazur.safetensors"]);
        return (_place["mazur.safetensors"], data);
    }

    private static void Near(double expected, System.Text.Json.Nodes.JsonNode? actual) => Assert.Equal(expected, (double)actual!, 1e-12);
}
