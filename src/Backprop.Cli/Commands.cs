namespace Backprop.Cli;

/// <summary>All commands, one line each, in the order of the help.</summary>
internal static class Commands
{
    public static IReadOnlyList<CliCommand> All { get; } =
    [
        new TrainCommand(),
        new EvaluateCommand(),
        new PredictCommand(),
        new ExplainCommand(),
        new ExportCommand(),
        new InspectCommand(),
        new TuneCommand(),
        new BenchCommand(),
    ];
}
