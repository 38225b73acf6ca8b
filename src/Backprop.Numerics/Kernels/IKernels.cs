using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>y = f(x) for eight floats or four doubles at once; each lane's result depends on that lane alone.</summary>
public interface IUnaryKernel
{
    /// <summary>Applied to a vector of float or double.</summary>
    static abstract Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged;
}

/// <summary>z = f(x, y), lane by lane.</summary>
public interface IBinaryKernel
{
    /// <summary>Applied to vectors of float or double.</summary>
    static abstract Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged;
}

/// <summary>y = f(x) with settings (a slope, an exponent) held in the struct, lane by lane.</summary>
public interface IParameterKernel
{
    /// <summary>Applied to a vector of float or double.</summary>
    Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged;
}

/// <summary>z = f(x, y) with settings held in the struct, lane by lane.</summary>
public interface IBinaryParameterKernel
{
    /// <summary>Applied to vectors of float or double.</summary>
    Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged;
}

/// <summary>A comparison of x and y, lane by lane: all bits of a lane set where it holds.</summary>
public interface ICompareKernel
{
    /// <summary>Applied to vectors of float, double or int.</summary>
    static abstract Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged;
}
