using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Backprop.Numerics;

/// <summary>The threads of a <see cref="WorkerPool"/> and how they take parts.</summary>
/// <remarks>
/// A part is taken by counting <c>Unclaimed</c> down. Who has taken a part may read the work: it stays until that part,
/// like all others, is counted off <c>Unfinished</c>. So a thread that comes late finds either nothing to take or a part
/// of newer work, and both are right.
/// </remarks>
internal sealed class Team
{
    private static readonly long SpinTicks = Stopwatch.Frequency / 50_000; // 20 µs

    private readonly Sleeper[] _sleepers;
    private readonly bool _spin;
    private readonly Func<bool> _finished, _mayHelp;
    private readonly Sleeper _caller = new();
    private readonly Lock _errorLock = new();
    private Counters _counters;
    private int _busy, _started, _parts, _errorPart;
    private volatile bool _stopping;
    private Action<int>? _body;
    private ExceptionDispatchInfo? _error;

    /// <summary>With this many threads beside the caller's, that wait awake for a while or not.</summary>
    public Team(int helpers, bool spin)
    {
        _sleepers = new Sleeper[helpers];
        for (var i = 0; i < helpers; i++)
            _sleepers[i] = new();
        _spin = spin;
        _finished = () => Volatile.Read(ref _counters.Unfinished) == 0;
        _mayHelp = () => _stopping || Volatile.Read(ref _counters.Unclaimed) > 0;
    }

    /// <summary>How many threads there are beside the caller's.</summary>
    public int Helpers => _sleepers.Length;

    /// <summary>Runs the parts and returns true; does nothing and returns false if the team is at work.</summary>
    public bool TryRun(int parts, Action<int> body)
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            return false;
        if (_started == 0)
            Start();
        _body = body;
        _parts = parts;
        Volatile.Write(ref _counters.Unfinished, parts);
        Interlocked.Exchange(ref _counters.Unclaimed, parts); // full fence: sleepers are looked at after this
        for (var i = 0; i < Math.Min(Helpers, parts - 1); i++)
            _sleepers[i].Wake();
        while (TakePart())
        {
        }

        Wait(_caller, _finished);
        var error = _error;
        (_body, _error) = (null, null);
        Volatile.Write(ref _busy, 0);
        error?.Throw();
        return true;
    }

    /// <summary>Lets the threads end when they have nothing to do.</summary>
    public void Stop()
    {
        _stopping = true;
        foreach (var sleeper in _sleepers)
            sleeper.Wake();
    }

    private void Start()
    {
        _started = 1;
        for (var i = 0; i < Helpers; i++)
        {
            var sleeper = _sleepers[i];
            new Thread(() => Help(sleeper))
            {
                IsBackground = true,
                Name = string.Create(CultureInfo.InvariantCulture, $"Backprop worker {i + 1}"),
            }.UnsafeStart();
        }
    }

    private void Help(Sleeper sleeper)
    {
        while (!_stopping)
            if (!TakePart())
                Wait(sleeper, _mayHelp);
    }

    private bool TakePart()
    {
        int unclaimed;
        do
        {
            unclaimed = Volatile.Read(ref _counters.Unclaimed);
            if (unclaimed <= 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref _counters.Unclaimed, unclaimed - 1, unclaimed) != unclaimed);

        var part = _parts - unclaimed;
        try
        {
            _body!(part);
        }
#pragma warning disable CA1031 // whatever it is, the caller gets it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lock (_errorLock)
                if (_error is null || part < _errorPart)
                    (_error, _errorPart) = (ExceptionDispatchInfo.Capture(exception), part);
        }

        if (Interlocked.Decrement(ref _counters.Unfinished) == 0)
            _caller.Wake();
        return true;
    }

    /// <summary>Until it is so: spins a little, then sleeps until woken and looks again.</summary>
    private void Wait(Sleeper sleeper, Func<bool> isSo)
    {
        while (!isSo())
        {
            if (_spin)
                for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - start < SpinTicks; Thread.SpinWait(4))
                    if (isSo())
                        return;
            sleeper.SleepUnless(isSo);
        }
    }

    /// <summary>Counters that all threads write, each in cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Counters
    {
        [FieldOffset(128)]
        public int Unclaimed;

        [FieldOffset(256)]
        public int Unfinished;
    }

    /// <summary>Sleep of one thread.</summary>
    private sealed class Sleeper
    {
        private readonly object _gate = new();
        private int _asleep;

        /// <summary>Wakes it if it sleeps or is about to.</summary>
        public void Wake()
        {
            if (Volatile.Read(ref _asleep) == 0 || Interlocked.Exchange(ref _asleep, 0) == 0)
                return;
            lock (_gate)
                Monitor.Pulse(_gate);
        }

        /// <summary>Sleeps until woken, unless it is so already.</summary>
        public void SleepUnless(Func<bool> isSo)
        {
            Interlocked.Exchange(ref _asleep, 1); // full fence: looked at once more after this
            if (isSo())
            {
                Volatile.Write(ref _asleep, 0);
                return;
            }

            lock (_gate)
                while (Volatile.Read(ref _asleep) != 0)
                    Monitor.Wait(_gate);
        }
    }
}
