namespace Backprop.Numerics;

/// <summary>
/// Persistent threads that share a kernel's work. They start with the first work, wait a little for more (20 µs, not at
/// all where there are more threads than processors), then sleep. They are background threads and end when the pool is
/// garbage: there is nothing to dispose.
/// </summary>
/// <remarks>
/// May be used by several threads at once: while the pool is busy, further callers (and work that shares out work
/// itself) run their parts on their own thread. An exception of a part is thrown to the caller, once all parts have
/// run; of several, the lowest part's.
/// </remarks>
public sealed class WorkerPool : Workers
{
    private readonly Team _team;

    /// <summary>With this many threads, the caller's included.</summary>
    /// <exception cref="SettingsException">Fewer than 1 or more than 1,024.</exception>
    public WorkerPool(int count)
    {
        if (count is < 1 or > 1024)
            throw new SettingsException($"the number of threads must be from 1 to 1024 but is {count}");
        _team = new Team(count - 1, spin: count <= Environment.ProcessorCount);
    }

    /// <summary>Lets the threads end. They know the team, not the pool, so an unused pool does become garbage.</summary>
    ~WorkerPool() => _team?.Stop();

    /// <inheritdoc/>
    public override int Count => _team.Helpers + 1;

    /// <inheritdoc/>
    public override void For(int parts, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (parts <= 1 || _team.Helpers == 0 || !_team.TryRun(parts, body))
            One.For(parts, body);
        GC.KeepAlive(this);
    }
}
