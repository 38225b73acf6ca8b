using System.Text.Json.Nodes;

namespace Backprop.Cli.Tests;

public sealed class TuneTests : IDisposable
{
    private readonly Workplace _here = new();

    private static readonly string Penguins = Workplace.Example("penguins");

    private Result Tune(params string[] options) => Workplace.Run(["tune", Penguins, "--target", "species", "--epochs", "20", "--runs", _here["runs"], .. options]);

    private string Model => _here["runs/penguins-1/model.safetensors"];

    [Fact]
    public void A_learning_rate_of_ten_is_repaired_and_the_printed_line_gives_the_same_model_byte_for_byte()
    {
        var result = Tune("--learning-rate", "10", "--trials", "8", "--ignore", "island", "--json").Done().Json;
        Assert.Equal(10, (double)result["trials"]![0]!["settings"]!["learning_rate"]!);
        Assert.True((int)result["best"]!["number"]! > 1);
        Assert.True((double)result["test"]!["accuracy"]! >= 0.95);
        Assert.Equal(8, result["trials"]!.AsArray().Count);
        Assert.Equal(8, File.ReadAllLines(_here["runs/penguins-1/trials.jsonl"]).Length);

        string[] line = [.. result["reproduce"]!["arguments"]!.AsArray().Select(a => (string)a!)];
        Assert.Contains("--ignore", line);
        Workplace.Run([.. line, "--output", _here["again.safetensors"], "--runs", _here["others"]]).Done();
        Assert.Equal(File.ReadAllBytes(Model), File.ReadAllBytes(_here["again.safetensors"]));
    }

    [Fact]
    public void Where_the_start_is_the_best_its_line_gives_it_again()
    {
        var result = Tune("--trials", "1", "--layers", "16", "--json").Done().Json;
        string[] line = [.. result["reproduce"]!["arguments"]!.AsArray().Select(a => (string)a!)];
        Assert.Equal(["train", Penguins, "--target", "species", "--layers", "16", "--epochs", "20", "--seed", "1"], line);
        Workplace.Run([.. line, "--output", _here["again.safetensors"], "--runs", _here["others"]]).Done();
        Assert.Equal(File.ReadAllBytes(Model), File.ReadAllBytes(_here["again.safetensors"]));
        Assert.Equal(result["test"]!.ToJsonString(), result["start"]!["test"]!.ToJsonString());
    }

    [Fact]
    public void The_report_shows_each_trial_the_best_ones_the_test_and_the_line()
    {
        var output = Tune("--trials", "4", "--space", "layers=8|64,32", "--space", "learning-rate=1e-3..0.1", "--sampler", "grid", "--grid-points", "2", "--metric", "accuracy").Done().Output;
        Assert.Contains("a grid of 4 combinations", output);
        Assert.Contains("trial 1/4", output);
        Assert.Contains("trial 4/4", output);
        Assert.Contains("by the validation accuracy", output);
        Assert.Contains("test rows, looked at only now", output);
        Assert.Contains("train " + Penguins, output);
    }

    [Fact]
    public void Interrupted_it_keeps_what_was_found_and_ends_with_130()
    {
        using var cancel = new CancellationTokenSource();
        using var stopper = new Timer(_ =>
        {
            // The second trial has begun when the first is in the log.
            try
            {
                if (new FileInfo(_here["runs/penguins-1/trials.jsonl"]) is { Exists: true, Length: > 0 })
                    cancel.Cancel();
            }
            catch (ObjectDisposedException)
            {
            }
        }, null, 5, 5);
        var result = Workplace.RunUntil(cancel.Token, "tune", Penguins, "--target", "species", "--epochs", "20", "--trials", "10000", "--runs", _here["runs"], "--json");
        Assert.Equal(130, result.Exit);
        Assert.Equal("cancelled", (string)result.Json["end"]!);
        Assert.True(File.Exists(Model));
        var run = JsonNode.Parse(File.ReadAllText(_here["runs/penguins-1/run.json"]))!;
        Assert.Equal("interrupted", (string)run["status"]!);
        Workplace.Run("evaluate", Model, Penguins).Done();
    }

    [Fact]
    public void Where_every_trial_diverges_it_ends_with_1() =>
        Tune("--optimizer", "sgd", "--learning-rate", "1e30", "--space", "learning-rate=1e30..1e35", "--trials", "3")
            .Refused(1, "none of 3 trials", "diverged");

    [Theory]
    [InlineData("1 or more", "--trials", "0")]
    [InlineData("did you mean 'accuracy'", "--metric", "acuracy")]
    [InlineData("did you mean 'dropout'", "--space", "dropuot")]
    [InlineData("validation part", "--validation", "none")]
    [InlineData("more than 0", "--time-limit", "-1")]
    [InlineData("--sampler grid", "--grid-points", "3")]
    [InlineData("learning rate", "--learning-rate", "-1")]
    [InlineData("no metric 'r2'", "--metric", "r2", "--trials", "2")]
    public void Mistakes_end_with_2_and_leave_nothing(string message, params string[] options)
    {
        Tune(options).Refused(2, message);
        Assert.Empty(_here.Content());
    }

    public void Dispose() => _here.Dispose();
}
