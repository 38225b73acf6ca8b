namespace Backprop.Cli;

/// <summary>What <c>--help</c> prints.</summary>
internal static class Help
{
    /// <summary>Of all commands.</summary>
    public static void Write(IReadOnlyList<CliCommand> commands, Terminal terminal)
    {
        var output = terminal.Json ? terminal.Error : terminal.Output;
        output.WriteLine("backprop: trains neural networks by backpropagation, from a table to a tested model\n");
        output.WriteLine("usage: backprop COMMAND …\n");
        Columns(output, commands.Select(c => (c.Name, c.Summary)));
        output.WriteLine("\nbackprop COMMAND --help tells a command's options, with examples.");
        output.WriteLine("Exit codes: 0 done, 1 the run failed, 2 the command line or the data was wrong, 130 interrupted (the best model so far is kept).");
    }

    /// <summary>Of one command.</summary>
    public static void Write(CliCommand command, Terminal terminal)
    {
        var output = terminal.Json ? terminal.Error : terminal.Output;
        output.WriteLine($"backprop {command.Name}: {command.Summary}\n");
        output.WriteLine($"usage: backprop {command.Name} {string.Join(' ', command.Positions.Select(p => p.Name))} [options]\n");
        Columns(output, command.Positions);
        foreach (var group in command.Settings.GroupBy(s => s.Group))
        {
            output.WriteLine($"\n{group.Key}:");
            Columns(output, group.Select(s => (s.Kind == SettingKind.Flag ? s.Option : $"{s.Option} {s.Value}", Text(s))));
        }

        output.WriteLine("\nExamples:");
        foreach (var (line, help) in command.Examples)
            output.WriteLine($"  backprop {line}\n      {help}");
    }

    private static string Text(Setting setting) =>
        setting.Choices.Count == 0 ? setting.Help : $"{setting.Help}: {string.Join(", ", setting.Choices)}";

    private static void Columns(TextWriter output, IEnumerable<(string Left, string Right)> rows)
    {
        const int Left = 28, Width = 110;
        foreach (var (left, right) in rows)
        {
            var line = ("  " + left).PadRight(Left);
            if (line.Length > Left)
            {
                output.WriteLine(line);
                line = new string(' ', Left);
            }

            foreach (var word in right.Split(' '))
            {
                if (line.Length + word.Length + 1 > Width)
                {
                    output.WriteLine(line.TrimEnd());
                    line = new string(' ', Left);
                }

                line += " " + word;
            }

            output.WriteLine(line);
        }
    }
}
