using System.Runtime.CompilerServices;

namespace Backprop.Numerics.Tests;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(8), InlineData(64)]
    public void Every_part_runs_once(int threads)
    {
        var workers = Workers.Of(threads);
        Assert.Equal(threads, workers.Count);
        for (var round = 0; round < (threads > 8 ? 200 : 2000); round++)
        {
            var parts = round % 23;
            var runs = new int[parts];
            workers.For(parts, part => Interlocked.Increment(ref runs[part]));
            Assert.All(runs, x => Assert.Equal(1, x));
        }
    }

    [Fact]
    public void Work_after_a_rest_runs_too()
    {
        var pool = new WorkerPool(3);
        for (var round = 0; round < 20; round++)
        {
            Thread.Sleep(round % 3); // long enough for the threads to fall asleep
            var sum = 0;
            pool.For(10, part => Interlocked.Add(ref sum, part));
            Assert.Equal(45, sum);
        }
    }

    [Fact]
    public void Parts_run_on_several_threads()
    {
        var pool = new WorkerPool(2);
        using var both = new Barrier(2);
        pool.For(2, _ => Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(20)), "one thread ran both parts"));
    }

    [Theory]
    [InlineData(2, 2), InlineData(3, 3), InlineData(4, 4), InlineData(7, 7)]
    public void A_thread_finds_the_same_parts_in_each_round(int threads, int parts)
    {
        var pool = new WorkerPool(threads);
        using var all = new Barrier(parts);
        var thread = new int[parts];
        for (var round = 0; round < 30; round++)
        {
            var now = new int[parts];
            pool.For(parts, part =>
            {
                now[part] = Environment.CurrentManagedThreadId;
                Assert.True(all.SignalAndWait(TimeSpan.FromSeconds(20)), "one thread ran two parts"); // so nobody takes another's
            });
            Assert.Equal(Environment.CurrentManagedThreadId, now[0]);
            if (round > 0)
                Assert.Equal(thread, now);
            thread = now;
        }
    }

    [Fact]
    public void Who_is_done_takes_the_parts_of_who_is_not()
    {
        var pool = new WorkerPool(2);
        using var others = new CountdownEvent(19);
        pool.For(20, part =>
        {
            if (part == 0)
                Assert.True(others.Wait(TimeSpan.FromSeconds(20)), "the other thread left parts to this one");
            else
                others.Signal();
        });
    }

    private readonly struct Count(int[] runs, Workers workers) : IPartsJob
    {
        public void Run(int part)
        {
            Interlocked.Increment(ref runs[part]);
            workers.For(3, new Add(runs, part));
        }
    }

    private readonly struct Add(int[] runs, int to) : IPartsJob
    {
        public void Run(int part) => Interlocked.Add(ref runs[to], 10);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(4)]
    public void Jobs_run_within_jobs(int threads)
    {
        var workers = Workers.Of(threads);
        for (var round = 0; round < 300; round++)
        {
            var runs = new int[round % 9];
            workers.For(runs.Length, new Count(runs, workers));
            Assert.All(runs, x => Assert.Equal(31, x));
        }
    }

    private readonly struct Fails : IPartsJob
    {
        public void Run(int part) => throw new InvalidOperationException($"part {part}");
    }

    [Theory]
    [InlineData(1), InlineData(3)]
    public void A_jobs_exception_reaches_the_caller_and_the_next_job_runs(int threads)
    {
        var workers = Workers.Of(threads);
        for (var round = 0; round < 20; round++)
        {
            Assert.Throws<InvalidOperationException>(() => workers.For(4, new Fails()));
            var runs = new int[4];
            workers.For(4, new Add(runs, 2));
            Assert.Equal([0, 0, 40, 0], runs);
        }
    }

    [Fact]
    public void Several_pools_work_at_once()
    {
        var total = 0;
        var callers = new Thread[3];
        for (var caller = 0; caller < callers.Length; caller++)
        {
            callers[caller] = new(() =>
            {
                var pool = Workers.Of(3);
                for (var round = 0; round < 2000; round++)
                    pool.For(5, _ => Interlocked.Increment(ref total));
            });
            callers[caller].Start();
        }

        foreach (var caller in callers)
            Assert.True(caller.Join(TimeSpan.FromSeconds(60)), "the pools hold each other up");
        Assert.Equal(3 * 2000 * 5, total);
    }

    [Fact]
    public void Several_callers_share_a_pool_and_work_may_share_out_work()
    {
        var pool = new WorkerPool(4);
        var total = 0;
        var callers = new Thread[4];
        for (var caller = 0; caller < callers.Length; caller++)
        {
            callers[caller] = new(() =>
            {
                for (var round = 0; round < 300; round++)
                    pool.For(5, _ => pool.For(3, _ => Interlocked.Increment(ref total)));
            });
            callers[caller].Start();
        }

        foreach (var caller in callers)
            caller.Join();
        Assert.Equal(4 * 300 * 15, total);
    }

    [Fact]
    public void The_lowest_parts_exception_reaches_the_caller_and_the_pool_goes_on()
    {
        var pool = new WorkerPool(3);
        for (var round = 0; round < 200; round++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => pool.For(9, part =>
            {
                if (part % 4 == 2)
                    throw new InvalidOperationException($"part {part}");
            }));
            Assert.Equal("part 2", error.Message);
            var count = 0;
            pool.For(9, _ => Interlocked.Increment(ref count));
            Assert.Equal(9, count);
        }
    }

    [Fact]
    public void Threads_of_a_forgotten_pool_end()
    {
        var threads = Used();
        for (var i = 0; i < 100 && threads.Any(x => x.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20);
        }

        Assert.All(threads, x => Assert.False(x.IsAlive));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Thread[] Used()
        {
            var seen = new System.Collections.Concurrent.ConcurrentDictionary<Thread, bool>();
            using var all = new Barrier(3);
            new WorkerPool(3).For(3, _ =>
            {
                seen[Thread.CurrentThread] = true;
                Assert.True(all.SignalAndWait(TimeSpan.FromSeconds(20)));
            });
            return [.. seen.Keys.Where(x => x != Thread.CurrentThread)];
        }
    }

    [Fact]
    public void Sharing_out_work_allocates_nothing()
    {
        var pool = new WorkerPool(2);
        Action<int> body = _ => { };
        pool.For(4, body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            pool.For(4, body);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
    }

    [Fact]
    public void Sharing_out_a_job_allocates_nothing()
    {
        var pool = Workers.Of(2);
        var runs = new int[1];
        for (var i = 0; i < 100; i++)
            pool.For(4, new Add(runs, 0));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            pool.For(4, new Add(runs, 0));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
    }

    [Theory]
    [InlineData(0), InlineData(-1), InlineData(1025)]
    public void Numbers_of_threads_out_of_range_are_refused(int count) =>
        Assert.Throws<SettingsException>(() => Workers.Of(count));
}
