using System.Runtime.CompilerServices;

namespace Backprop.Numerics.Tests;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(8)]
    public void Every_part_runs_once(int threads)
    {
        var workers = Workers.Of(threads);
        Assert.Equal(threads, workers.Count);
        for (var round = 0; round < 2000; round++)
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

    [Theory]
    [InlineData(0), InlineData(-1), InlineData(1025)]
    public void Numbers_of_threads_out_of_range_are_refused(int count) =>
        Assert.Throws<SettingsException>(() => Workers.Of(count));
}
