namespace Backprop.Numerics;

/// <summary>Brings a job to the threads by a delegate made once; each thread that shares out work keeps a carrier for the next time.</summary>
internal sealed class JobCarrier<TJob> where TJob : struct, IPartsJob
{
    [ThreadStatic]
    private static JobCarrier<TJob>? t_free;

    private readonly Action<int> _part;
    private TJob _job;

    private JobCarrier() => _part = Part;

    /// <summary>Runs all parts. Within a job another of the same kind takes a new carrier.</summary>
    public static void Run(Workers workers, int parts, in TJob job)
    {
        var carrier = t_free ?? new();
        t_free = null;
        carrier._job = job;
        try
        {
            workers.For(parts, carrier._part);
        }
        finally
        {
            carrier._job = default; // holds on to nothing
            t_free = carrier;
        }
    }

    // On a copy: a job may not change what others read.
    private void Part(int part)
    {
        var job = _job;
        job.Run(part);
    }
}
