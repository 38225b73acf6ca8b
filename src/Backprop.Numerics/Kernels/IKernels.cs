using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

// The form for 512 bits is for speed alone: each lane's result depends on that lane, so the bits are the same.

/// <summary>y = f(x) for eight floats or four doubles at once; each lane's result depends on that lane alone.</summary>
public interface IUnaryKernel
{
    /// <summary>Applied to a vector of float or double.</summary>
    static abstract Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged;

    /// <summary>Whether there is a form for vectors of 512 bits, used where the processor has them.</summary>
    static virtual bool IsWide => false;

    /// <summary>The same for sixteen floats or eight doubles.</summary>
    static virtual Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => throw new NotSupportedException();
}

/// <summary>z = f(x, y), lane by lane.</summary>
public interface IBinaryKernel
{
    /// <summary>Applied to vectors of float or double.</summary>
    static abstract Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged;

    /// <inheritdoc cref="IUnaryKernel.IsWide"/>
    static virtual bool IsWide => false;

    /// <inheritdoc cref="IUnaryKernel.Apply{T}(Vector512{T})"/>
    static virtual Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => throw new NotSupportedException();
}

/// <summary>y = f(x) with settings (a slope, an exponent) held in the struct, lane by lane.</summary>
public interface IParameterKernel
{
    /// <summary>Applied to a vector of float or double.</summary>
    Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged;

    /// <inheritdoc cref="IUnaryKernel.IsWide"/>
    static virtual bool IsWide => false;

    /// <inheritdoc cref="IUnaryKernel.Apply{T}(Vector512{T})"/>
    Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => throw new NotSupportedException();
}

/// <summary>z = f(x, y) with settings held in the struct, lane by lane.</summary>
public interface IBinaryParameterKernel
{
    /// <summary>Applied to vectors of float or double.</summary>
    Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged;

    /// <inheritdoc cref="IUnaryKernel.IsWide"/>
    static virtual bool IsWide => false;

    /// <inheritdoc cref="IUnaryKernel.Apply{T}(Vector512{T})"/>
    Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => throw new NotSupportedException();
}

/// <summary>A comparison of x and y, lane by lane: all bits of a lane set where it holds.</summary>
public interface ICompareKernel
{
    /// <summary>Applied to vectors of float, double or int.</summary>
    static abstract Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged;
}
