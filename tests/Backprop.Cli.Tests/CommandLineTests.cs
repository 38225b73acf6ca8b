namespace Backprop.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Every_command_has_help_with_examples_that_parse()
    {
        foreach (var command in Commands.All)
        {
            var help = Workplace.Run(command.Name, "--help").Done().Output;
            Assert.Contains("Examples:", help);
            foreach (var setting in command.Settings)
                Assert.Contains(setting.Option, help);
            Assert.True(command.Examples.Count > 0, $"{command.Name} has no example");
            foreach (var (line, _) in command.Examples)
            {
                var words = line.Split(' ');
                Assert.Equal(command.Name, words[0]);
                if (!line.Contains("--config"))
                    Arguments.Parse(command, [.. words.Skip(1).Select(w => w.Trim('\''))]);
            }

            Assert.Equal(command.Settings.Count, command.Settings.Select(s => s.Name).Distinct().Count());
        }
    }

    [Fact]
    public void Without_a_command_the_help_is_shown_and_it_is_a_mistake() => Assert.Equal(2, Workplace.Run().Exit);

    [Theory]
    [InlineData("there is no command 'inspekt': did you mean 'inspect'?", "inspekt", "x.csv")]
    [InlineData("there is no option '--targt' of backprop inspect: did you mean '--target'?", "inspect", "x.csv", "--targt", "y")]
    [InlineData("there is no option '--targt' of backprop inspect: did you mean '--target'?", "inspect", "--targt", "y", "x.csv")]
    [InlineData("there is no option '--targt' of backprop inspect: did you mean '--target'?", "inspect", "x.csv", "--targt=y")]
    [InlineData("--target needs a value", "inspect", "x.csv", "--target")]
    [InlineData("--task does not know 'regresion': did you mean 'regression'?", "inspect", "x.csv", "--task", "regresion")]
    [InlineData("unexpected argument 'y.csv'", "inspect", "x.csv", "y.csv")]
    [InlineData("MODEL|DATA is missing", "inspect")]
    public void A_wrong_command_line_ends_with_2_and_says_what_was_probably_meant(string message, params string[] args) =>
        Workplace.Run(args).Refused(2, message);

    [Fact]
    public void A_wrong_command_line_with_json_is_told_in_json()
    {
        var result = Workplace.Run("inspect", "--json", "--targt", "y", "x.csv");
        Assert.Equal(2, result.Exit);
        Assert.Equal(1, (int)result.Json["schema"]!);
        Assert.Contains("--target", (string)result.Json["error"]!["message"]!);
        Assert.Equal("usage", (string)result.Json["error"]!["kind"]!);
    }

    [Fact]
    public void The_executable_stands_beside_its_assembly_as_backprop()
    {
        using var place = new Workplace();
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", place.Process("--version").Done().Output);
    }
}
