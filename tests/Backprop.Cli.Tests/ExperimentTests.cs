using System.Text.Json.Nodes;

namespace Backprop.Cli.Tests;

public sealed class ExperimentTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private Result Train(string config, params string[] more) =>
        Workplace.Run(["train", "--config", _place.Write("experiment.json", config), "--runs", _place["runs"], "--json", .. more]);

    private static string Data => JsonValue.Create(Workplace.Example("penguins")).ToJsonString();

    [Fact]
    public void A_file_gives_the_options_and_the_command_line_overrides_them()
    {
        var config = $$"""
            {
              "$schema": "experiment.schema.json", // comments are allowed
              "data": {{Data}}, "target": "species", "layers": [16, 8], "epochs": 4, "learning-rate": 0.01, "ignore": ["island", "sex"], "patience": 0,
            }
            """;
        var fromFile = Train(config).Done().Json;
        Assert.Equal("dense 16, 8, relu", (string)fromFile["network"]!);
        Assert.Equal(4, (int)fromFile["epochs"]!);
        Assert.Equal(0.01, (double)fromFile["settings"]!["learning_rate"]!);
        Assert.Equal("left out", (string)fromFile["columns"]!.AsArray().Single(c => (string)c!["name"]! == "sex")!["use"]!);

        var overridden = Train(config, "--epochs", "2", "--layers", "none", "--learning-rate", "0.5").Done().Json;
        Assert.Equal("linear", (string)overridden["network"]!);
        Assert.Equal(2, (int)overridden["epochs"]!);
        Assert.Equal(0.5, (double)overridden["settings"]!["learning_rate"]!);

        // The same options on the command line alone make the same model.
        var typed = Workplace.Run("train", Workplace.Example("penguins"), "--target", "species", "--layers", "16,8", "--epochs", "4", "--learning-rate", "0.01",
            "--ignore", "island,sex", "--patience", "0", "--runs", _place["runs"], "--json").Done().Json;
        Assert.Equal(File.ReadAllBytes((string)fromFile["model"]!), File.ReadAllBytes((string)typed["model"]!));
    }

    [Theory]
    [InlineData("""{"data": "x.csv", "learnig-rate": 1}""", "no setting 'learnig-rate': did you mean 'learning-rate'?")]
    [InlineData("""{"data": "x.csv", "epochs": "many"}""", "'epochs' must be a whole number but is \"many\"")]
    [InlineData("""{"data": "x.csv", "epochs": 1.5}""", "--epochs expects a whole number")]
    [InlineData("""{"data": "x.csv", "optimizer": "adm"}""", "did you mean 'adam'?")]
    [InlineData("""{"data": "x.csv", "learning-rate": -1}""", "must be greater than 0")]
    [InlineData("""{"data": "x.csv", "epochs": 1, "epochs": 2}""", "is not JSON")]
    [InlineData("""{"data": 3}""", "'data' must be a text")]
    [InlineData("""{"data": """, "line 1: is not JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{}", "DATA is missing")]
    public void A_wrong_file_is_refused(string config, string says) => Train(config).Refused(2, says);

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Workplace.Run("train", "--config", _place["none.json"]).Refused(2, "none.json: no such file");

    [Fact]
    public void The_published_schema_is_that_of_the_options()
    {
        // Written anew by BACKPROP_UPDATE=1.
        var path = Path.Combine(Workplace.Example(""), "docs", "experiment.schema.json");
        var schema = Terminal.ToText(ExperimentSchema.Of(Commands.All.Single(c => c.Name == "train"))) + "\n";
        if (Environment.GetEnvironmentVariable("BACKPROP_UPDATE") == "1")
            File.WriteAllText(path, schema);
        Assert.Equal(schema, File.ReadAllText(path));
    }
}
