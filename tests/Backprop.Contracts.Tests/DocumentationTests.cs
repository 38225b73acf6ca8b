using System.Text.RegularExpressions;

namespace Backprop.Contracts.Tests;

/// <summary>What the pages show is what runs: C# from the examples that CI runs, links and files that exist.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Pages =
        [.. Directory.EnumerateFiles(Repository.Root, "*.md").Select(f => Path.GetFileName(f)).Concat(Repository.Files("docs", "*.md")).Concat(Repository.Files("examples", "*.md")).Order(StringComparer.Ordinal)];

    public static TheoryData<string> AllPages => [.. Pages];

    /// <summary>C# blocks of all pages: page and text.</summary>
    public static TheoryData<string, string> Snippets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var page in Pages)
                foreach (Match block in CodeBlock().Matches(Repository.Read(page)))
                    if (block.Groups["language"].Value == "csharp")
                        data.Add(page, block.Groups["text"].Value);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_snippet_stands_in_an_example_line_for_line(string page, string snippet) => Assert.True(
        Repository.Files("examples", "*.cs").Any(example => WithoutIndent(Repository.Read(example)).Contains(WithoutIndent(snippet), StringComparison.Ordinal)),
        $"this C# of {page} stands in no program of examples/, so nothing runs it:\n{snippet}");

    [Fact]
    public void The_readme_shows_the_library_in_ten_lines()
    {
        var first = Assert.IsType<string>(Snippets.First(s => s.Data.Item1 == "README.md").Data.Item2);
        Assert.InRange(first.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 5, 10);
    }

    [Theory]
    [InlineData("dotnet run -c Release --project src/Backprop.Cli -- train examples/data/penguins.csv --target species")]
    [InlineData("dotnet test -c Release")]
    public void The_readme_names_the_two_commands(string command) =>
        Assert.Contains(command, Repository.Read("README.md"), StringComparison.Ordinal);

    [Fact]
    public void The_gate_runs_the_readmes_test_command() =>
        Assert.Contains("dotnet test -c Release", Repository.Read(".ci", "run"), StringComparison.Ordinal);

    [Fact]
    public void The_readme_names_every_example() => Assert.All(
        Repository.Files("examples", "*.cs"), example => Assert.Contains(example, Repository.Read("README.md"), StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Links_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        var broken = Link().Matches(Repository.Read(page)).Select(m => m.Groups["to"].Value)
            .Where(to => !to.Contains("://", StringComparison.Ordinal) && !to.StartsWith('#'))
            .Where(to => !Path.Exists(Path.Combine(folder, to.Split('#')[0])));
        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Files_that_a_page_names_exist(string page)
    {
        var missing = PathName().Matches(Repository.Read(page)).Select(m => m.Groups["path"].Value)
            .Where(path => !path.Contains('*', StringComparison.Ordinal) && !Path.Exists(Repository.PathOf(path)));
        Assert.Empty(missing);
    }

    private static string WithoutIndent(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    // `src/…`, `tests/…` in code style.
    [GeneratedRegex(@"`(?<path>(?:src|tests|examples|docs|build|\.ci)/[^\s`]*)`")]
    private static partial Regex PathName();
}
