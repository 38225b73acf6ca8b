namespace Backprop.Cli;

/// <summary>A command: one file in <c>Commands/</c> and one line in <see cref="Commands"/>.</summary>
internal abstract class CliCommand
{
    /// <summary>What people type.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in a line.</summary>
    public abstract string Summary { get; }

    /// <summary>What stands after the name, in order: <c>MODEL</c>, <c>DATA</c>; with what each is.</summary>
    public abstract IReadOnlyList<(string Name, string Help)> Positions { get; }

    /// <summary>Its options.</summary>
    public abstract IReadOnlyList<Setting> Settings { get; }

    /// <summary>Command lines to copy (without <c>backprop</c>), with what each does.</summary>
    public abstract IReadOnlyList<(string Line, string Help)> Examples { get; }

    /// <summary>How many of <see cref="Positions"/> must be given (a configuration file may give the rest).</summary>
    public virtual int Required => Positions.Count;

    /// <summary>Does it. A user's mistake is thrown as <see cref="BackpropException"/>.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public abstract int Run(Arguments arguments, Terminal terminal, CancellationToken cancel);
}
