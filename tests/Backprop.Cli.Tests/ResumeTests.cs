using System.Globalization;
using System.Text.Json.Nodes;

namespace Backprop.Cli.Tests;

/// <summary><c>--checkpoint</c> and <c>--resume</c> as a user meets them; tests/kill.sh kills at random moments.</summary>
public sealed class ResumeTests
{
    private static readonly string[] Run = ["train", Workplace.Example("digits"), "--target", "digit", "--test", "none", "--epochs", "3000", "--patience", "0"];

    [Fact]
    public void A_run_that_was_killed_and_one_that_was_asked_to_stop_go_on_in_their_own_folder_to_the_same_file()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var place = new Workplace();
        string[] run = [.. Run.Where(a => a != "3000").Select(a => a == "--epochs" ? "--epochs=200" : a)];
        Assert.Equal(0, place.Process([.. run, "--output", "whole.safetensors"]).Exit);
        string[] resumable = [.. run, "--checkpoint", "ck", "--checkpoint-every", "10steps", "--output", "model.safetensors"];

        using (var first = place.Start(resumable))
        {
            WaitFor(() => Directory.Exists(place["ck"]) && Directory.EnumerateFiles(place["ck"], "checkpoint-*").Any());
            first.Kill();
            first.WaitForExit();
        }

        Assert.False(File.Exists(place["model.safetensors"]));
        using (var second = place.Start([.. resumable, "--resume"]))
        {
            var lines = File.ReadAllLines(place[Path.Combine("runs", "digits-2", "metrics.jsonl")]).Length;
            WaitFor(() => File.ReadAllLines(place[Path.Combine("runs", "digits-2", "metrics.jsonl")]).Length > lines + 3);
            using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", second.Id.ToString(CultureInfo.InvariantCulture)]))
                kill.WaitForExit();
            var result = Workplace.End(second);
            Assert.Equal(130, result.Exit);
            Assert.Contains("--resume goes on after step", result.Error, StringComparison.Ordinal);
        }

        var end = place.Process([.. resumable, "--resume", "--force", "--json"]);
        Assert.Equal(0, end.Exit);
        var json = JsonNode.Parse(end.Output)!;
        Assert.True((int)json["resumed"]!["step"]! > 10);
        Assert.Equal(Path.Combine("runs", "digits-2"), (string?)json["run"]);
        Assert.Equal(200, File.ReadAllLines(place[Path.Combine("runs", "digits-2", "metrics.jsonl")]).Length);
        Assert.Equal(File.ReadAllBytes(place["whole.safetensors"]), File.ReadAllBytes(place["model.safetensors"]));
        Assert.Equal(File.ReadAllBytes(place["whole.safetensors"]), File.ReadAllBytes(place[Path.Combine("runs", "digits-2", "model.safetensors")]));
    }

    [Theory]
    [InlineData("--resume", "--resume needs --checkpoint")]
    [InlineData("--checkpoint-every=2m", "--checkpoint-every needs --checkpoint")]
    [InlineData("--checkpoint=ck --checkpoint-every=2", "expects updates")]
    [InlineData("--checkpoint=ck --checkpoint-every=0steps", "expects updates")]
    [InlineData("--checkpoint=ck --checkpoint-every=-1m", "expects updates")]
    [InlineData("--checkpoint=/dev/null/ck", "no checkpoints can be written")]
    public void What_makes_no_sense_is_told(string options, string expected)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var place = new Workplace();
        place.Process([.. Run, .. options.Split(' ')]).Refused(2, expected);
        Assert.Empty(place.Content());
    }

    private static void WaitFor(Func<bool> there)
    {
        for (var i = 0; i < 3000; i++)
        {
            try
            {
                if (there())
                    return;
            }
            catch (IOException)
            {
                // It is being written.
            }

            Thread.Sleep(10);
        }

        Assert.Fail("it did not come");
    }
}
