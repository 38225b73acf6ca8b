namespace Backprop.Numerics;

/// <summary>
/// Threads that share a kernel's work. Work is cut by shape, never by the number of threads, so the result has the same
/// bits with any number of them.
/// </summary>
public abstract class Workers
{
    /// <summary>How many threads share the work, the caller's included.</summary>
    public abstract int Count { get; }

    /// <summary>
    /// Runs <c>body(0) … body(parts − 1)</c>, in any order, and returns when all are done. Nothing is allocated; a lambda
    /// that captures something is, where it is made: hot code gives a delegate it keeps, or a job.
    /// </summary>
    public abstract void For(int parts, Action<int> body);

    /// <summary>Runs <c>job.Run(0) … job.Run(parts − 1)</c>, in any order, and returns when all are done. Nothing is allocated.</summary>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="job">What all parts read; each thread has a copy.</param>
    public void For<TJob>(int parts, TJob job) where TJob : struct, IPartsJob
    {
        if (parts > 1 && Count > 1)
        {
            JobCarrier<TJob>.Run(this, parts, job);
            return;
        }

        for (var part = 0; part < parts; part++)
            job.Run(part);
    }

    /// <summary>The caller's thread alone.</summary>
    public static Workers One { get; } = new Alone();

    /// <summary>This many threads: <see cref="One"/> for 1, else a new <see cref="WorkerPool"/>. Keep it, it is made to last.</summary>
    public static Workers Of(int count) => count == 1 ? One : new WorkerPool(count);

    private sealed class Alone : Workers
    {
        public override int Count => 1;

        public override void For(int parts, Action<int> body)
        {
            for (var part = 0; part < parts; part++)
                body(part);
        }
    }
}
