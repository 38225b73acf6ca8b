namespace Backprop;

/// <summary>Contexts for as many calls as run at once; getting one back allocates nothing.</summary>
internal sealed class ContextPool(Func<PredictionContext> make)
{
    // More calls at once than this make contexts of their own, which are then garbage.
    private readonly PredictionContext?[] _free = new PredictionContext?[Math.Max(16, 4 * Environment.ProcessorCount)];

    public PredictionContext Rent()
    {
        // Threads begin at different places: a thread mostly finds what it left, still in its cache.
        var start = Environment.CurrentManagedThreadId % _free.Length;
        for (var i = 0; i < _free.Length; i++)
        {
            ref var place = ref _free[(start + i) % _free.Length];
            if (place is not null && Interlocked.Exchange(ref place, null) is { } context)
                return context;
        }

        return make();
    }

    public void Return(PredictionContext context)
    {
        var start = Environment.CurrentManagedThreadId % _free.Length;
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _free[(start + i) % _free.Length], context, null) is null)
                return;
        }
    }
}
