using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Backprop.Contracts.Tests;

/// <summary>
/// What README.md says the first command prints is what it prints, to the last digit: results are the same everywhere. After
/// a change that is meant, run this once with BACKPROP_UPDATE=1 and commit the page.
/// </summary>
public sealed partial class ReadmeRunTests
{
    [Fact]
    public async Task The_first_command_prints_what_the_readme_shows()
    {
        var folder = Directory.CreateTempSubdirectory("backprop-readme-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "examples", "data"));
            File.Copy(Repository.PathOf("examples", "data", "penguins.csv"), Path.Combine(folder, "examples", "data", "penguins.csv"));
            var found = await Run(folder, "train", "examples/data/penguins.csv", "--target", "species");

            var page = Repository.Read("README.md");
            var shown = Shown().Match(page).Groups["text"];
            Assert.True(shown.Success, "README.md has no block behind 'The first prints'");
            if (Environment.GetEnvironmentVariable("BACKPROP_UPDATE") == "1")
            {
                page = page[..shown.Index] + found + "\n" + page[(shown.Index + shown.Length)..];
                await File.WriteAllTextAsync(Repository.PathOf("README.md"), page, TestContext.Current.CancellationToken);
                return;
            }

            Assert.Equal(Seconds().Replace(shown.Value.Trim('\n'), "…"), Seconds().Replace(found, "…"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "Backprop.Cli.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {await error}");
        return string.Join('\n', output.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n');
    }

    [GeneratedRegex(@"^The first prints[^\n]*\n\n```\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Shown();

    // The only thing that differs from run to run.
    [GeneratedRegex(@"\d+(\.\d+)? (ms|s|min)\b")]
    private static partial Regex Seconds();
}
