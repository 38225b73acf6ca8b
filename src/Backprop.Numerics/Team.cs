using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Numerics;

/// <summary>The threads of a <see cref="WorkerPool"/> and how they take parts.</summary>
/// <remarks>
/// Each thread has a range of the parts, by their shape the same one in each round, so that it finds its part of the
/// memory in its own cache; who is done takes parts from the ends of the others' ranges. Who has taken a part may read
/// the work: it stays until that part, like all others, is counted off <c>Unfinished</c>. So a thread that comes late
/// finds either nothing to take or a part of newer work, and both are right.
/// </remarks>
internal sealed class Team
{
    private static readonly long BriefTicks = Stopwatch.Frequency / 250_000; // 4 µs
    private static readonly long SpinTicks = Stopwatch.Frequency / 50_000;   // 20 µs

    // Stands for the caller, who waits for the parts, where a helper has the number of the last round it saw.
    private const long TheCaller = -1;

    private readonly Sleeper[] _sleepers;
    private readonly Range[] _ranges; // the caller's, then the helpers'
    private readonly Sleeper _caller = new();
    private readonly Lock _errorLock = new();
    private readonly bool _spin;
    private Board _board;
    private Action<int>? _body;
    private int _participants, _errorPart;
    private ExceptionDispatchInfo? _error;

    /// <summary>With this many threads beside the caller's, that wait awake for a while or not.</summary>
    public Team(int helpers, bool spin)
    {
        _sleepers = new Sleeper[helpers];
        _ranges = new Range[helpers + 1];
        for (var i = 0; i < helpers; i++)
            _sleepers[i] = new();
        _spin = spin;
    }

    /// <summary>How many threads there are beside the caller's.</summary>
    public int Helpers => _sleepers.Length;

    /// <summary>Runs the parts and returns true; does nothing and returns false if the team is at work.</summary>
    public bool TryRun(int parts, Action<int> body)
    {
        if (Interlocked.CompareExchange(ref _board.Busy, 1, 0) != 0)
            return false;
        if (_board.Round == 0)
            Start();
        var participants = Math.Min(parts, _ranges.Length);
        (_body, _participants) = (body, participants);
        Volatile.Write(ref _board.Unfinished, parts);
        for (var i = 0; i < participants; i++)
            Volatile.Write(ref _ranges[i].Open, Pack((int)((long)parts * i / participants), (int)((long)parts * (i + 1) / participants)));
        Interlocked.Increment(ref _board.Round); // full fence: sleepers are looked at after this
        WakeFrom(0, participants);
        TakeParts(0, participants);
        Wait(_caller, TheCaller);
        var error = _error;
        (_body, _error) = (null, null);
        Volatile.Write(ref _board.Busy, 0);
        error?.Throw();
        return true;
    }

    /// <summary>Lets the threads end when they have nothing to do.</summary>
    public void Stop()
    {
        Volatile.Write(ref _board.Stopping, 1);
        Interlocked.MemoryBarrier();
        foreach (var sleeper in _sleepers)
            sleeper.Wake();
    }

    private void Start()
    {
        for (var i = 1; i <= Helpers; i++)
        {
            var self = i;
            new Thread(() => Help(self))
            {
                IsBackground = true,
                Name = string.Create(CultureInfo.InvariantCulture, $"Backprop worker {i}"),
            }.UnsafeStart();
        }
    }

    private void Help(int self)
    {
        for (long seen = 0; ;)
        {
            Wait(_sleepers[self - 1], seen);
            if (Volatile.Read(ref _board.Stopping) != 0)
                return;
            seen = Volatile.Read(ref _board.Round);
            var participants = Volatile.Read(ref _participants);
            WakeFrom(self, participants);
            if (self < participants)
                TakeParts(self, participants);
        }
    }

    /// <summary>
    /// Waking is slow: the caller wakes some helpers, and where there are more, each of those some others. Should one of
    /// them be late, others take its parts and those of whom it would have woken.
    /// </summary>
    private void WakeFrom(int self, int participants)
    {
        const int some = 8;
        if (self > some)
            return;
        var step = self == 0 ? 1 : some;
        for (var i = self + step; i < (self == 0 ? Math.Min(participants, some + 1) : participants); i += step)
            _sleepers[i - 1].Wake();
    }

    private void TakeParts(int self, int participants)
    {
        while (TryTake(ref _ranges[self].Open, first: true, out var part))
            Run(part);
        for (var i = 1; i < participants; i++)
        {
            var other = self + i < participants ? self + i : self + i - participants;
            while (TryTake(ref _ranges[other].Open, first: false, out var part))
                Run(part);
        }
    }

    private static bool TryTake(ref long open, bool first, out int part)
    {
        while (true)
        {
            var range = Volatile.Read(ref open);
            var (from, to) = ((int)range, (int)(range >> 32));
            part = first ? from : to - 1;
            if (from >= to)
                return false;
            if (Interlocked.CompareExchange(ref open, first ? Pack(from + 1, to) : Pack(from, to - 1), range) == range)
                return true;
        }
    }

    private static long Pack(int from, int to) => (long)to << 32 | (uint)from;

    private void Run(int part)
    {
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

        if (Interlocked.Decrement(ref _board.Unfinished) == 0)
            _caller.Wake();
    }

    /// <summary>Whether there is something new: all parts done for the caller, another round for a helper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsNews(long seen) => seen == TheCaller
        ? Volatile.Read(ref _board.Unfinished) == 0
        : Volatile.Read(ref _board.Round) != seen || Volatile.Read(ref _board.Stopping) != 0;

    /// <summary>
    /// Until there is news: looks again and again, after a moment letting other threads go first, then sleeps until woken.
    /// </summary>
    private void Wait(Sleeper sleeper, long seen)
    {
        while (!IsNews(seen))
        {
            if (_spin && Spin(seen))
                return;
            sleeper.SleepUntilNews(this, seen);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Spin(long seen)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            for (var i = 0; i < 16; i++)
            {
                if (IsNews(seen))
                    return true;
                Pause();
            }

            var waited = Stopwatch.GetTimestamp() - start;
            if (waited > SpinTicks)
                return false;
            if (waited > BriefTicks)
                Thread.Yield();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pause()
    {
        if (X86Base.IsSupported)
            X86Base.Pause();
        else if (ArmBase.IsSupported)
            ArmBase.Yield();
        else
            Thread.SpinWait(1);
    }

    /// <summary>The parts of a thread that nobody has taken, in a cache line of its own: the first, and behind the last in the upper half.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Range
    {
        [FieldOffset(0)]
        public long Open;
    }

    /// <summary>What threads watch, each in cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct Board
    {
        [FieldOffset(128)]
        public long Round;

        [FieldOffset(136)]
        public int Stopping;

        [FieldOffset(256)]
        public int Unfinished;

        [FieldOffset(384)]
        public int Busy;
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

        /// <summary>Sleeps until woken, unless there is news already.</summary>
        public void SleepUntilNews(Team team, long seen)
        {
            Interlocked.Exchange(ref _asleep, 1); // full fence: looked at once more after this
            if (team.IsNews(seen))
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
