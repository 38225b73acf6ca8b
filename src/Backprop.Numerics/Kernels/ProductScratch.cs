namespace Backprop.Numerics.Kernels;

/// <summary>Memory for packed panels, kept by each thread and grown when needed.</summary>
internal sealed unsafe class ProductScratch<T> where T : unmanaged
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static ProductScratch<T>? t_free;

    private T[] _a = [], _b = [];

    /// <summary>This thread's; give it back with <see cref="Return"/>.</summary>
    public static ProductScratch<T> Rent()
    {
        var scratch = t_free ?? new();
        t_free = null;
        return scratch;
    }

    /// <summary>Gives it back to this thread.</summary>
    public void Return() => t_free = this;

    /// <summary>Room for packed rows of A.</summary>
    public T* A(int rows, int k) => Room(ref _a, rows * k);

    /// <summary>Room for a packed panel of B.</summary>
    public T* B(int columns, int k) => Room(ref _b, columns * k);

    private static T* Room(ref T[] array, int count)
    {
        if (array.Length < count + Alignment / sizeof(T))
            array = GC.AllocateUninitializedArray<T>(Math.Max(count + Alignment / sizeof(T), array.Length * 2), pinned: true);
        fixed (T* start = array)
            return (T*)(((nint)start + Alignment - 1) & -Alignment);
    }
}
