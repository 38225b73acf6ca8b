using System.Diagnostics;
using System.Text.Json.Nodes;
using Backprop.Cli;

namespace Backprop.Bench.Versus;

/// <summary>
/// Whole training runs, from files to a tested network, each a process, sides in turn: <c>backprop train</c> and a
/// TorchSharp program with the same network, batch size, AdamW settings and parts. Ours also fits a linear model to
/// compare with, computes its other figures and writes the model.
/// </summary>
internal static class FashionMnist
{
    private const string Batch = "128", Rate = "0.001", Decay = "0.01";

    public static IReadOnlyList<string> Heads { get; } = ["dense 256-128-64", ">threads", ">wall time", ">least", ">validation", ">test accuracy", ">ratio"];

    public static IEnumerable<(IReadOnlyList<string>, JsonObject)> Run(Options options)
    {
        if (!File.Exists(options.Command))
            throw new ArgumentException($"there is no {options.Command}: build src/Backprop.Cli, or name the command by --backprop");
        foreach (var threads in options.Threads)
        {
            List<(double Seconds, double Validation, double Test)> ours = [], theirs = [];
            for (var run = 0; run < options.Repeat; run++)
            {
                Report.Progress($"run {run + 1} of {options.Repeat}, {threads} threads");
                ours.Add(Ours(options, threads));
                theirs.Add(Theirs(options, threads));
            }

            double our = Times.MedianOf(ours.Select(r => r.Seconds)), their = Times.MedianOf(theirs.Select(r => r.Seconds));
            yield return Row("backprop train", ours, our, Times.Digits(their / our));
            yield return Row("TorchSharp", theirs, their, "");

            (IReadOnlyList<string>, JsonObject) Row(string side, List<(double Seconds, double Validation, double Test)> runs, double median, string ratio) => (
                [side, $"{threads}", Times.Text(median), Times.Text(runs.Min(r => r.Seconds)), $"{runs[0].Validation:0.0000}", $"{runs[0].Test:0.0000}", ratio],
                new()
                {
                    ["side"] = side,
                    ["threads"] = threads,
                    ["seconds"] = median,
                    ["runs"] = new JsonArray([.. runs.Select(r => (JsonNode?)r.Seconds)]),
                    ["validation"] = runs[0].Validation,
                    ["test"] = runs[0].Test,
                });
        }
    }

    private static (double, double, double) Ours(Options options, int threads)
    {
        var folder = Directory.CreateTempSubdirectory("versus-");
        try
        {
            var (seconds, text) = Start(options.Command,
                ["train", options.Folder!, "--layers", "256,128,64", "--epochs", $"{options.Epochs}", "--patience", "0", "--batch-size", Batch, "--optimizer", "adamw",
                    "--learning-rate", Rate, "--weight-decay", Decay, "--threads", $"{threads}", "--runs", folder.FullName, "--json"]);
            var json = JsonNode.Parse(text)!;
            return (seconds, (double)json["validation"]!["accuracy"]!, (double)json["test"]!["accuracy"]!);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (double, double, double) Theirs(Options options, int threads)
    {
        var (seconds, text) = Start(Environment.ProcessPath!,
            [TorchTraining.Command, options.Folder!, $"{options.Epochs}", Batch, Rate, Decay, $"{threads}"]);
        var figures = text.Split(' ');
        return (seconds, double.Parse(figures[0]), double.Parse(figures[1]));
    }

    private static (double Seconds, string Output) Start(string file, IEnumerable<string> args)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(file, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return process.ExitCode == 0 ? (seconds, output) : throw new InvalidOperationException($"{file} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
    }
}
