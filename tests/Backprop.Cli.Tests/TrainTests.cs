using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Backprop.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private Result Train(string example, string target, params string[] more) =>
        Workplace.Run(["train", Workplace.Example(example), "--target", target, "--runs", _place["runs"], .. more]);

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    [Fact]
    public void A_run_leaves_its_folder_and_a_report_beside_the_baselines()
    {
        var result = Train("penguins", "species", "--output", _place["out/m.safetensors"]).Done();
        Assert.Equal("", result.Error);
        foreach (var text in new[]
        {
            "344 rows, 6 features, classification of species", "bill_length_mm", "epoch   1/200  loss", "validation", "layers.0", "parameters",
            "Result: best epoch", "train (206)", "validation (69)", "test (69)", "majority on test", "linear on test", "accuracy", "true \\ predicted",
            "Model: " + _place["out/m.safetensors"], "Next", " predict ", " evaluate ",
        })
            Assert.Contains(text, result.Output);

        Assert.Equal(["metrics.jsonl", "model.safetensors", "run.json"], Directory.EnumerateFiles(_place["runs/penguins-1"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Hash(_place["out/m.safetensors"]), Hash(_place["runs/penguins-1/model.safetensors"]));
        var run = JsonNode.Parse(File.ReadAllText(_place["runs/penguins-1/run.json"]))!;
        Assert.Equal("done", (string)run["status"]!);
        var epochs = File.ReadAllLines(_place["runs/penguins-1/metrics.jsonl"]).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal((int)run["epochs"]!, epochs.Count);
        Assert.Equal(Enumerable.Range(1, epochs.Count), epochs.Select(e => (int)e["epoch"]!));
        Assert.Equal((int)run["best_epoch"]!, epochs.MinBy(e => (double)e["validation_loss"]!)!["epoch"]!.GetValue<int>());

        Train("penguins", "species", "--epochs", "1").Done();
        Assert.True(Directory.Exists(_place["runs/penguins-2"]));
    }

    [Fact]
    public void Json_is_one_document_with_the_names_scripts_rely_on()
    {
        var result = Train("penguins", "species", "--json").Done();
        var json = result.Json; // all of standard output, or it would not parse
        Assert.Equal(1, (int)json["schema"]!);
        foreach (var part in new[] { "train", "validation", "test" })
            foreach (var metric in new[] { "loss", "accuracy", "f1_macro", "roc_auc" })
                Assert.InRange((double)json[part]![metric]!, 0, 1);
        Assert.True((double)json["test"]!["accuracy"]! > 0.95);
        Assert.True((double)json["test"]!["accuracy"]! > (double)json["baselines"]!["majority"]!["accuracy"]!);
        Assert.NotNull(json["baselines"]!["linear"]!["accuracy"]);
        Assert.True((double)json["seconds"]! > 0);
        Assert.InRange((int)json["best_epoch"]!, 1, (int)json["epochs"]!);
        Assert.Equal(3139, (int)json["parameters"]!);
        Assert.True(File.Exists((string)json["model"]!));
        Assert.Contains("epoch", result.Error); // progress

        var regression = Train("mpg", "mpg", "--json", "--epochs", "30").Done().Json;
        foreach (var metric in new[] { "loss", "r2", "mae", "rmse" })
            Assert.NotNull(regression["test"]![metric]);
        Assert.NotNull(regression["baselines"]!["mean"]!["rmse"]);
    }

    [Fact]
    public void The_seed_alone_decides_the_model_not_the_threads()
    {
        string Model(string name, params string[] more)
        {
            Train("penguins", "species", ["--epochs", "12", "--dropout", "0.1", "--output", _place[name], .. more]).Done();
            return Hash(_place[name]);
        }

        var one = Model("1", "--threads", "1");
        foreach (var threads in new[] { "2", "3", "8" })
            Assert.Equal(one, Model("t" + threads, "--threads", threads));
        Assert.Equal(one, Model("again", "--seed", "1"));
        Assert.NotEqual(one, Model("other", "--seed", "2"));
    }

    [Fact]
    public void A_german_system_gives_the_same_model()
    {
        string[] options = ["--epochs", "3", "--learning-rate", "0.01", "--validation", "0.25"];
        var here = Train("penguins", "species", ["--output", _place["a"], .. options]).Done();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new("de-DE");
            Assert.Equal("0,5", 0.5.ToString(CultureInfo.CurrentCulture));
            var there = Train("penguins", "species", ["--output", _place["b"], .. options]).Done();
            Assert.Equal(Lines(here.Output), Lines(there.Output));
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
        }

        Assert.Equal(Hash(_place["a"]), Hash(_place["b"]));
        string[] line = ["train", Workplace.Example("penguins"), "--target", "species", "--runs", "r", "--output", "c", "--json", .. options];
        var result = Workplace.End(_place.Start(line, ("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8"))).Done();
        Assert.Equal(0.01, (double)result.Json["settings"]!["learning_rate"]!);
        Assert.Equal(Hash(_place["a"]), Hash(_place["c"]));

        // Times and places differ, nothing else.
        static IEnumerable<string> Lines(string text) => text.Split('\n').Where(l => !l.Contains("Result:") && !l.Contains("Model:") && !l.Contains("backprop "));
    }

    [Fact]
    public void Folds_are_reported_as_mean_and_deviation_and_the_model_is_as_without_them()
    {
        var with = Train("iris", "species", "--folds", "3", "--epochs", "10", "--json").Done();
        var folds = with.Json["folds"]!;
        double[] accuracies = [.. folds["validation"]!.AsArray().Select(f => (double)f!["accuracy"]!)];
        Assert.Equal(3, accuracies.Length);
        var mean = accuracies.Average();
        Assert.Equal(mean, (double)folds["mean"]!["accuracy"]!, 12);
        Assert.Equal(Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / 2), (double)folds["sd"]!["accuracy"]!, 12);
        var without = Train("iris", "species", "--epochs", "10", "--json").Done();
        Assert.Equal(Hash((string)without.Json["model"]!), Hash((string)with.Json["model"]!));
        Assert.Contains("± sd", Train("iris", "species", "--folds", "2", "--epochs", "2").Done().Output);
    }

    [Fact]
    public void Parts_may_be_shares_files_or_none()
    {
        var lines = File.ReadAllLines(Workplace.Example("iris"));
        var test = _place.Write("test.csv", string.Join('\n', lines.Where((_, i) => i == 0 || i % 5 == 0)) + "\n");
        var rows = Train("iris", "species", "--epochs", "2", "--test", test, "--validation", "0.1", "--json").Done().Json["rows"]!;
        Assert.Equal((135, 15, 30), ((int)rows["train"]!, (int)rows["validation"]!, (int)rows["test"]!));
        var json = Train("iris", "species", "--epochs", "2", "--test", "none", "--validation", test, "--json").Done().Json;
        Assert.Equal((150, 30, 0), ((int)json["rows"]!["train"]!, (int)json["rows"]!["validation"]!, (int)json["rows"]!["test"]!));
        Assert.Null(json["test"]);
        json = Train("iris", "species", "--epochs", "2", "--validation", "0", "--json").Done().Json;
        Assert.Equal((120, 0, 30), ((int)json["rows"]!["train"]!, (int)json["rows"]!["validation"]!, (int)json["rows"]!["test"]!));
        Assert.Null(json["validation"]);
    }

    [Fact]
    public void Every_kind_of_setting_reaches_the_trainer()
    {
        var json = Train("titanic", "survived", "--ignore", "alive", "--json", "--layers", "8", "--activation", "tanh", "--normalization", "layer", "--dropout", "0.2",
            "--init", "he_normal", "--loss", "binary_cross_entropy", "--optimizer", "sgd", "--momentum", "0.9", "--learning-rate", "0.05", "--schedule", "cosine",
            "--warm-up", "5", "--batch-size", "50", "--accumulate", "2", "--epochs", "3", "--patience", "7", "--weight-decay", "0.001", "--clip-norm", "1",
            "--clip-value", "0.5", "--label-smoothing", "0.05", "--class-weights", "balanced", "--average-decay", "0.9", "--normalize", "robust", "--seed", "5").Done().Json;
        Assert.Equal("dense 8, tanh, layer norm, dropout 0.2", (string)json["network"]!);
        var settings = json["settings"]!;
        foreach (var (name, value) in new (string, JsonNode)[]
        {
            ("optimizer", "sgd"), ("momentum", 0.9), ("learning_rate", 0.05), ("schedule", "cosine"), ("warm_up_steps", 5), ("batch_size", 50), ("accumulate", 2),
            ("epochs", 3), ("patience", 7), ("weight_decay", 0.001), ("clip_norm", 1), ("clip_value", 0.5), ("label_smoothing", 0.05), ("class_weights", "balanced"),
            ("average_decay", 0.9), ("scaling", "Robust"), ("seed", 5), ("loss", "binary_cross_entropy"),
        })
            Assert.Equal(value.ToJsonString(), settings[name]!.ToJsonString());
        Assert.Equal(1, (int)Train("iris", "species", "--until-loss", "5", "--json").Done().Json["epochs"]!);
        Assert.Equal("steps", (string)Train("iris", "species", "--steps", "3", "--json").Done().Json["stop"]!);
    }

    [Fact]
    public void Other_forms_of_csv_are_read_as_told()
    {
        var data = _place.Write("t.csv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 3}5|{(i % 2 == 0 ? "p" : "q")}|-\n")));
        var json = Workplace.Run("train", data, "--no-header", "--delimiter", "|", "--decimal", ",", "--missing", "-", "--target", "column_2", "--epochs", "1",
            "--runs", _place["runs"], "--json").Done().Json;
        Assert.Equal(0.05, (double)json["columns"]![0]!["min"]!);
        Assert.Equal(40, (int)json["columns"]![2]!["missing"]!);
    }

    [Fact]
    public void Cancelled_it_keeps_the_best_model_so_far_and_ends_with_130()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var result = Workplace.RunUntil(stop.Token, "train", Workplace.Example("digits"), "--target", "digit", "--epochs", "1000000", "--patience", "0", "--runs", _place["runs"], "--json");
        Assert.Equal(130, result.Exit);
        Assert.Equal("cancelled", (string)result.Json["stop"]!);
        Assert.Contains("is kept", result.Error);
        Workplace.Run("evaluate", (string)result.Json["model"]!, Workplace.Example("digits")).Done();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_keeps_the_best_model_so_far_and_ends_with_130(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals of Unix");
        // A shell's background jobs ignore Ctrl-C, and so would what is started from there.
        string[] line = ["--default-signal=INT", Workplace.Command, "train", Workplace.Example("digits"), "--target", "digit", "--epochs", "1000000", "--patience", "0", "--json"];
        using var process = _place.Start("env", line);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var metrics = _place["runs/digits-1/metrics.jsonl"];
        for (var i = 0; i < 600 && !(File.Exists(metrics) && new FileInfo(metrics).Length > 0); i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        using (var kill = System.Diagnostics.Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(60_000))
            process.Kill();
        Assert.Equal(130, process.ExitCode);
        var json = JsonNode.Parse(await output)!;
        Assert.Equal("runs/digits-1/model.safetensors", (string)json["model"]!);
        Assert.True(File.Exists(_place[(string)json["model"]!]));
        Assert.Contains("interrupted: the best model so far", await error);
    }
}
