namespace Backprop.Numerics.Kernels;

/// <summary>2-D transposes, block by block, so that both sides stay in the nearest cache.</summary>
internal static unsafe class Transpose
{
    private const int Block = 16;

    /// <summary>target[j·targetStride + i] = source[i·sourceStride + j] for i &lt; rows, j &lt; columns.</summary>
    public static void Run<T>(T* source, int rows, int columns, nint sourceStride, T* target, nint targetStride) where T : unmanaged
    {
        for (var i0 = 0; i0 < rows; i0 += Block)
            for (var j0 = 0; j0 < columns; j0 += Block)
            {
                int i1 = Math.Min(rows, i0 + Block), j1 = Math.Min(columns, j0 + Block);
                for (var j = j0; j < j1; j++)
                    for (var i = i0; i < i1; i++)
                        target[j * targetStride + i] = source[i * sourceStride + j];
            }
    }
}
