using System.Runtime.InteropServices;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// Products of matrices in one fixed order of arithmetic: the same bits with any number of threads and any instruction
/// set (<see cref="MatrixProductReference"/> defines them).
/// </summary>
public static class MatrixProduct
{
    /// <summary>C[m, n] = op(A) · op(B), row-major and contiguous; op transposes or not.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="a">A: <c>[m, k]</c>, or <c>[k, m]</c> if transposed.</param>
    /// <param name="transposeA">Whether A is stored transposed.</param>
    /// <param name="b">B: <c>[k, n]</c>, or <c>[n, k]</c> if transposed.</param>
    /// <param name="transposeB">Whether B is stored transposed.</param>
    /// <param name="c">The result <c>[m, n]</c>, overwritten; must not overlap A or B.</param>
    /// <param name="m">Rows of op(A) and C.</param>
    /// <param name="n">Columns of op(B) and C.</param>
    /// <param name="k">Columns of op(A), rows of op(B); with 0 the result is +0.</param>
    /// <param name="workers">The threads to share the work.</param>
    /// <exception cref="ShapeException">A span is shorter than its matrix.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Multiply<T>(ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c, int m, int n, int k, Workers workers)
        where T : unmanaged
    {
        Check(a.Length, b.Length, c.Length, m, n, k);
        if (typeof(T) == typeof(float))
            MatrixProductReference.Multiply(MemoryMarshal.Cast<T, float>(a), transposeA, MemoryMarshal.Cast<T, float>(b), transposeB, MemoryMarshal.Cast<T, float>(c), m, n, k);
        else if (typeof(T) == typeof(double))
            MatrixProductReference.Multiply(MemoryMarshal.Cast<T, double>(a), transposeA, MemoryMarshal.Cast<T, double>(b), transposeB, MemoryMarshal.Cast<T, double>(c), m, n, k);
        else
            throw new NotSupportedException($"a matrix product is of float or double, not {typeof(T).Name}");
    }

    private static void Check(int a, int b, int c, int m, int n, int k)
    {
        if (m < 0 || n < 0 || k < 0 || a < (long)m * k || b < (long)k * n || c < (long)m * n)
            throw new ShapeException($"a product [{m}, {k}] · [{k}, {n}] → [{m}, {n}] was given {a}, {b} and {c} elements");
    }
}
