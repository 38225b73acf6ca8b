using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>From arguments to an exit code: parses, runs the command, and tells each failure in one message.</summary>
internal static class App
{
    /// <summary>Runs the command line; what it prints goes to <paramref name="terminal"/>.</summary>
    public static int Run(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancel = default)
    {
        // Parse errors, too, are told in JSON when JSON was asked for.
        terminal.Json = args.Contains("--json");
        try
        {
            var exit = Dispatch(args, terminal, cancel);
            terminal.Flush();
            return exit;
        }
        catch (Exception e)
        {
            return Fail(e, terminal, cancel);
        }
    }

    private static int Dispatch(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancel)
    {
        if (args.Count == 0 || args[0] is "--help" or "-h" or "-?" or "help")
        {
            if (args.Count > 1 && args[0] == "help")
                Help.Write(Find(args[1]), terminal);
            else
                Help.Write(Commands.All, terminal);
            return args.Count == 0 ? ExitCode.BadInput : ExitCode.Done;
        }

        if (args[0] == "--version")
        {
            terminal.Output.WriteLine(AppVersion.Text);
            return ExitCode.Done;
        }

        var command = Find(args[0]);
        string[] rest = [.. args.Skip(1)];
        if (rest.Any(a => a is "--help" or "-h" or "-?"))
        {
            Help.Write(command, terminal);
            return ExitCode.Done;
        }

        return command.Run(Arguments.Parse(command, rest), terminal, cancel);
    }

    private static CliCommand Find(string name) =>
        Commands.All.FirstOrDefault(c => c.Name == name)
        ?? throw new UsageException(name.StartsWith('-')
            ? $"expected a command before '{name}': {string.Join(", ", Commands.All.Select(c => c.Name))} (backprop --help)"
            : $"there is no command '{name}'{Nearest.Hint(name, Commands.All.Select(c => c.Name))} (there are: {string.Join(", ", Commands.All.Select(c => c.Name))})");

    private static int Fail(Exception e, Terminal terminal, CancellationToken cancel)
    {
        var (exit, kind) = e switch
        {
            CommandFailure f => (f.Exit, f.Kind),
            OperationCanceledException when cancel.IsCancellationRequested => (ExitCode.Interrupted, "interrupted"),
            UsageException => (ExitCode.BadInput, "usage"),
            SettingsException => (ExitCode.BadInput, "settings"),
            DataException => (ExitCode.BadInput, "data"),
            DivergenceException => (ExitCode.Failed, "divergence"),
            FileException or IOException or UnauthorizedAccessException => (ExitCode.BadInput, "file"),
            BackpropException => (ExitCode.BadInput, "input"),
            OutOfMemoryException => (ExitCode.Failed, "memory"),
            _ => (ExitCode.Failed, "internal"),
        };
        var message = kind switch
        {
            "interrupted" => "interrupted",
            "memory" => "out of memory: use fewer rows, smaller --layers or a smaller --batch-size",
            "internal" => $"internal error, please report it: {e.GetType().Name}: {e.Message}",
            _ => e.Message,
        };
        terminal.Fail(message);
        if (kind == "internal" && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("BACKPROP_TRACE")))
            terminal.Error.WriteLine(e.StackTrace);
        if (!terminal.Json)
            return exit;
        var error = new JsonObject { ["kind"] = kind, ["message"] = message, ["exit"] = exit };
        if (e is DataException data)
            (error["source"], error["place"], error["column"]) = (data.DataSource, data.Place, data.Column);
        var document = Json.Document();
        document["error"] = error;
        if (e is CommandFailure failure)
            foreach (var (name, value) in failure.Details)
                document[name] = value?.DeepClone();
        try
        {
            terminal.WriteJson(document);
        }
        catch (IOException)
        {
            // Standard output is what failed; standard error has the message.
        }

        return exit;
    }
}
