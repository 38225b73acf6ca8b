namespace Backprop.Numerics;

/// <summary>Persistent threads that share a kernel's work.</summary>
public sealed class WorkerPool : Workers
{
    private readonly int _count;

    /// <summary>With this many threads, the caller's included.</summary>
    /// <exception cref="SettingsException">Fewer than 1 or more than 1,024.</exception>
    public WorkerPool(int count)
    {
        if (count is < 1 or > 1024)
            throw new SettingsException($"the number of threads must be from 1 to 1024 but is {count}");
        _count = count;
    }

    /// <inheritdoc/>
    public override int Count => _count;

    /// <inheritdoc/>
    public override void For(int parts, Action<int> body) => One.For(parts, body);
}
