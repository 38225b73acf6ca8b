namespace Backprop.Cli;

/// <summary>What the command's exit code says.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The run failed, for example by divergence.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the data was wrong.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
