using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// How elements are taken together by <see cref="Reduction.Reduce"/>: each lane starts at <see cref="Start"/>,
/// adds its elements in order, and lanes are joined in a fixed tree. Each lane's result depends on that lane alone.
/// </summary>
public interface IReductionKernel
{
    /// <summary>What a lane holds before its first element, in every lane.</summary>
    static abstract Vector256<T> Start<T>() where T : unmanaged;

    /// <summary>The lanes with one more element each.</summary>
    static abstract Vector256<T> Add<T>(Vector256<T> lanes, Vector256<T> x) where T : unmanaged;

    /// <summary>Two lanes as one.</summary>
    static abstract Vector256<T> Join<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged;
}
