using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>How products are computed, by the processor.</summary>
internal abstract unsafe class ProductPath<T> where T : unmanaged
{
    /// <summary>The one with the widest vectors that the processor has.</summary>
    public static ProductPath<T> Best { get; } =
        Vector512.IsHardwareAccelerated ? new BlockedProduct<T, Vector512<T>, Simd512<T>>()
        : Vector256.IsHardwareAccelerated ? new BlockedProduct<T, Vector256<T>, Simd256<T>>()
        : new BlockedProduct<T, Vector128<T>, Simd128<T>>();

    /// <summary>The whole product on this thread; K ≥ 1 and N ≥ 2.</summary>
    public abstract void Run(in ProductArguments<T> x);

    /// <summary>Elements of op(B)[k, n] packed.</summary>
    public abstract int PackedLength(int k, int n);

    /// <summary>Panels into which n columns are cut.</summary>
    public abstract int PanelCount(int n);

    /// <summary>Packs some panels of x.B into <paramref name="packed"/>, the beginning of all.</summary>
    public abstract void Pack(in ProductArguments<T> x, T* packed, int firstPanel, int lastPanel);

    /// <summary>The columns of some panels, x.B being all of B packed.</summary>
    public abstract void RunPacked(in ProductArguments<T> x, int firstPanel, int lastPanel);
}
