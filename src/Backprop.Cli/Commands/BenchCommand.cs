namespace Backprop.Cli;

/// <summary><c>backprop bench</c>: what this machine does, in some seconds.</summary>
internal sealed class BenchCommand : CliCommand
{
    private static readonly Setting Quick = new("quick", SettingKind.Flag, "", "three seconds instead of fifteen; the figures scatter more");

    public override string Name => "bench";

    public override string Summary => "how fast this machine trains: peak, memory, matrix products, training steps";

    public override IReadOnlyList<(string Name, string Help)> Positions { get; } = [];

    public override IReadOnlyList<Setting> Settings { get; } = [Quick, TrainSettings.Threads, DataSettings.Json];

    public override IReadOnlyList<(string Line, string Help)> Examples { get; } =
    [
        ("bench", "with one thread and with one a processor"),
        ("bench --quick --threads 1 --json", "a short run, for scripts"),
    ];

    public override int Run(Arguments arguments, Terminal terminal, CancellationToken cancel)
    {
        var quick = arguments.Flag(Quick);
        int[] counts = TrainSettings.ThreadsOf(arguments) is { } threads ? [threads]
            : quick || Environment.ProcessorCount == 1 ? [Environment.ProcessorCount] : [1, Environment.ProcessorCount];
        var timing = quick
            ? new Timing { Round = 0.01, Rounds = 5, WarmUp = 0.06, Cancel = cancel }
            : new Timing { Round = 0.03, Rounds = 5, WarmUp = 0.25, Cancel = cancel };
        terminal.Line($"{Machine.This.Text}\n{Machine.System}");

        var bench = new Bench(timing, quick ? 0.01 : 0.05);
        foreach (var count in counts)
            bench.Run(count);
        bench.Write(terminal);
        if (terminal.Json)
        {
            var document = Json.Document(Name);
            document["machine"] = Machine.This.Json;
            document["quick"] = quick;
            foreach (var (part, rows) in bench.Json)
                document[part] = rows;
            terminal.WriteJson(document);
        }

        return ExitCode.Done;
    }
}
