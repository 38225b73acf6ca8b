namespace Backprop.Numerics.Kernels;

/// <summary>Memory for a packed panel of B, kept by each thread.</summary>
internal sealed unsafe class ProductScratch<T> where T : unmanaged
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static ProductScratch<T>? t_free;

    private T[] _memory = [];

    /// <summary>This thread's; give it back with <see cref="Return"/>.</summary>
    public static ProductScratch<T> Rent()
    {
        var scratch = t_free ?? new();
        t_free = null;
        return scratch;
    }

    /// <summary>Gives it back to this thread.</summary>
    public void Return() => t_free = this;

    /// <summary>Room for so many elements, beginning at a multiple of 64 bytes.</summary>
    public T* Room(int count)
    {
        if (_memory.Length < count + Alignment / sizeof(T))
        {
            // At once as much as most products ever need: which part of a product a thread gets may change.
            count = Math.Max(count, ProductBlocks.PanelBytes / sizeof(T));
            _memory = GC.AllocateUninitializedArray<T>(count + Alignment / sizeof(T), pinned: true);
        }

        fixed (T* start = _memory)
            return (T*)(((nint)start + Alignment - 1) & -Alignment);
    }
}
