using System.Globalization;

namespace Backprop;

/// <summary>
/// The checkpoints of one run: <c>checkpoint-&lt;step&gt;.safetensors</c>, the newest few, and <c>best.safetensors</c>, a model file of
/// the best epoch so far. Held by one process at a time.
/// </summary>
internal sealed class CheckpointFolder : IDisposable
{
    private const string Prefix = "checkpoint-", Suffix = ".safetensors";

    private readonly CheckpointSettings _settings;
    private readonly TimeProvider _clock;
    private readonly FolderLock _lock;
    private int _bestWritten;
    private long _lastTime;

    /// <exception cref="FileException">It cannot be written to, is used by another run, or has checkpoints that nobody asked to go on from.</exception>
    public CheckpointFolder(CheckpointSettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        _lock = new(settings.Folder);
        if (!settings.Resume && Newest().FirstOrDefault() is { Path: not null } there)
        {
            Dispose();
            throw new FileException($"'{settings.Folder}' has checkpoints of an earlier run ({Path.GetFileName(there.Path)}): go on from them with --resume (Resume = true), or name another folder");
        }

        AtomicFile.RemoveLeftovers(settings.Folder);
        _lastTime = clock.GetTimestamp();
    }

    /// <summary>The newest checkpoint that is whole; null if there is none at all.</summary>
    /// <exception cref="FileException">There are some, but none is whole.</exception>
    public (Checkpoint Checkpoint, string Path, IReadOnlyList<string> Damaged)? Last()
    {
        var damaged = new List<string>();
        foreach (var (path, _) in Newest())
        {
            try
            {
                var checkpoint = CheckpointFile.Load(path);
                // Out of the way, so that it is not counted among those that are kept.
                foreach (var (other, _) in Newest().TakeWhile(n => n.Path != path))
                    File.Move(other, other + ".damaged", overwrite: true);
                return (checkpoint, path, damaged);
            }
            catch (FileException e)
            {
                damaged.Add(e.Message);
            }
            catch (IOException e)
            {
                throw new FileException($"'{_settings.Folder}' cannot be written: {AtomicFile.Reason(e)}", e);
            }
        }

        return damaged.Count == 0 ? null : throw new FileException(
            $"none of the checkpoints in '{_settings.Folder}' can be used: {string.Join("; ", damaged)}. To begin anew, name another folder");
    }

    /// <summary>Whether the next one is due after this many updates.</summary>
    public bool IsDue(int step) => _settings.EverySteps is { } steps ? step % steps == 0 : _clock.GetElapsedTime(_lastTime) >= _settings.EveryTime;

    /// <summary>Writes a checkpoint and lets go of the oldest.</summary>
    /// <param name="checkpoint">What is written.</param>
    /// <param name="saveBest">Writes the best epoch's model to a path.</param>
    /// <returns>Its path, and what went wrong: the ones before it are still there then.</returns>
    public (string Path, string? Problem) Save(Checkpoint checkpoint, Action<string> saveBest)
    {
        var path = Path.Combine(_settings.Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{checkpoint.Step:D10}{Suffix}"));
        _lastTime = _clock.GetTimestamp();
        try
        {
            CheckpointFile.Save(checkpoint, path);
            if (checkpoint.BestEpoch > _bestWritten)
            {
                saveBest(Path.Combine(_settings.Folder, "best" + Suffix));
                _bestWritten = checkpoint.BestEpoch;
            }

            foreach (var (old, _) in Newest().Skip(_settings.Keep))
                File.Delete(old);
            return (path, null);
        }
        catch (Exception e) when (e is FileException or IOException or UnauthorizedAccessException)
        {
            return (path, e.Message);
        }
    }

    public void Dispose() => _lock.Dispose();

    // By the number in the name: the clock of a file says nothing after a copy.
    private IEnumerable<(string Path, int Step)> Newest() => Directory.EnumerateFiles(_settings.Folder, Prefix + "*" + Suffix)
        .Select(path => (path, Step: int.TryParse(Path.GetFileName(path)[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1))
        .Where(found => found.Step >= 0)
        .OrderByDescending(found => found.Step)
        .ToList();
}
