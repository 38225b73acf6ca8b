using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// Drivers that apply a kernel to every element. All elements, the rest at the end too, go through the same vector code,
/// so an element's bits depend neither on its place nor on the length. A result may be written over an input of the same
/// length that starts at the same place (in place); otherwise memory must not overlap.
/// </summary>
public static partial class Elementwise
{
    /// <summary>y[i] = f(x[i]).</summary>
    /// <param name="x">[n]</param>
    /// <param name="y">[n]; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Map<TKernel, T>(ReadOnlySpan<T> x, Span<T> y) where TKernel : struct, IUnaryKernel where T : unmanaged =>
        Map(default(Unary<TKernel>), x, y);

    /// <summary>y[i] = f(x[i]) with a kernel that has settings.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">[n]</param>
    /// <param name="y">[n]; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<TKernel, T>(TKernel kernel, ReadOnlySpan<T> x, Span<T> y)
        where TKernel : struct, IParameterKernel where T : unmanaged
    {
        if (x.Length != y.Length)
            throw Lengths(x.Length, y.Length);
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        if (x.Length < Vector256<T>.Count)
        {
            var part = Vectors.LoadPart(ref from, x.Length);
            Map(kernel, Vectors.Lanes(ref part), Vectors.Lanes(ref part));
            Vectors.StorePart(part, ref to, x.Length);
            return;
        }

        if (Vector512.IsHardwareAccelerated && TKernel.IsWide && x.Length >= Vector512<T>.Count)
        {
            MapWide(kernel, ref from, ref to, x.Length);
            return;
        }

        // The last vector overlaps its neighbour; each is read before the one before it is written. The kernel stands here
        // once only: the JIT inlines just so much into a method.
        var width = (nuint)Vector256<T>.Count;
        var end = (nuint)x.Length - width;
        var next = Vector256.LoadUnsafe(ref from);
        for (nuint i = 0; ;)
        {
            var (at, value) = (i, next);
            i = Math.Min(i + width, end);
            next = Vector256.LoadUnsafe(ref from, i);
            kernel.Apply(value).StoreUnsafe(ref to, at);
            if (at == end)
                return;
        }
    }

    // As above.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MapWide<TKernel, T>(TKernel kernel, ref T from, ref T to, int length)
        where TKernel : struct, IParameterKernel where T : unmanaged
    {
        var width = (nuint)Vector512<T>.Count;
        var end = (nuint)length - width;
        var next = Vector512.LoadUnsafe(ref from);
        for (nuint i = 0; ;)
        {
            var (at, value) = (i, next);
            i = Math.Min(i + width, end);
            next = Vector512.LoadUnsafe(ref from, i);
            kernel.Apply(value).StoreUnsafe(ref to, at);
            if (at == end)
                return;
        }
    }

    /// <summary>c[i] = f(a[i], b[i]); an input of one element stands for as many as the result has.</summary>
    /// <param name="a">[n] or [1]</param>
    /// <param name="b">[n] or [1]</param>
    /// <param name="c">[n]; may be an input of the same length itself.</param>
    /// <exception cref="ShapeException">The lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Zip<TKernel, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c)
        where TKernel : struct, IBinaryKernel where T : unmanaged
    {
        if (a.Length == c.Length && b.Length == c.Length)
            Zip(default(Binary<TKernel>), a, b, c);
        else if (a.Length == c.Length && b.Length == 1)
            Map(new WithRight<TKernel, T>(b[0]), a, c);
        else if (a.Length == 1 && b.Length == c.Length)
            Map(new WithLeft<TKernel, T>(a[0]), b, c);
        else if (a.Length == 1 && b.Length == 1)
            c.Fill(TKernel.Apply(Vector256.Create(a[0]), Vector256.Create(b[0])).ToScalar());
        else
            throw Lengths(a.Length != c.Length && a.Length != 1 ? a.Length : b.Length, c.Length);
    }

    /// <summary>c = f(a, b), the inputs broadcast to the result by NumPy's rule.</summary>
    /// <param name="a">Contiguous, of shape <paramref name="aShape"/>.</param>
    /// <param name="aShape">Can be expanded to <paramref name="cShape"/>.</param>
    /// <param name="b">Contiguous, of shape <paramref name="bShape"/>.</param>
    /// <param name="bShape">Can be expanded to <paramref name="cShape"/>.</param>
    /// <param name="c">Contiguous, of shape <paramref name="cShape"/>; may be an input of the same shape itself.</param>
    /// <param name="cShape">The shape of the result.</param>
    /// <param name="workers">The threads to share the work; none: the caller's alone.</param>
    /// <exception cref="ShapeException">A shape can't be expanded, or a span has not its shape's length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Zip<TKernel, T>(
        ReadOnlySpan<T> a, Shape aShape, ReadOnlySpan<T> b, Shape bShape, Span<T> c, Shape cShape, Workers? workers = null)
        where TKernel : struct, IBinaryKernel where T : unmanaged
    {
        Check(a.Length, aShape);
        Check(b.Length, bShape);
        Check(c.Length, cShape);
        if (aShape == cShape && bShape == cShape)
        {
            Zip(default(Binary<TKernel>), a, b, c, workers);
            return;
        }

        if (b.Length == 1 && aShape == cShape && bShape.Rank <= cShape.Rank)
        {
            Map(new WithRight<TKernel, T>(b[0]), a, c, workers);
            return;
        }

        if (a.Length == 1 && bShape == cShape && aShape.Rank <= cShape.Rank)
        {
            Map(new WithLeft<TKernel, T>(a[0]), b, c, workers);
            return;
        }

        fixed (T* left = a, right = b, to = c)
            RunRows(new ZipRows<TKernel, T>(left, aShape, right, bShape, to, cShape), cShape, workers);
    }

    private static void Check(int length, Shape shape)
    {
        if (length != shape.Count)
            throw new ShapeException($"the shape {shape} has {shape.Count} elements but the memory given for it has {length}");
    }

    private static ShapeException Lengths(int input, int result) =>
        new($"an input of {input} elements does not fit a result of {result}");

    // Kernels without settings as ones with (none).
    private readonly struct Unary<TKernel> : IParameterKernel where TKernel : struct, IUnaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => TKernel.Apply(x);

        public static bool IsWide => TKernel.IsWide;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => TKernel.Apply(x);
    }

    private readonly struct Binary<TKernel> : IBinaryParameterKernel where TKernel : struct, IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => TKernel.Apply(x, y);

        public static bool IsWide => TKernel.IsWide;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => TKernel.Apply(x, y);
    }

    // A binary kernel with one side constant.
    private readonly struct WithRight<TKernel, TValue>(TValue right) : IParameterKernel
        where TKernel : struct, IBinaryKernel where TValue : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            TKernel.Apply(x, Vector256.Create(right).As<TValue, T>());

        public static bool IsWide => TKernel.IsWide;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged =>
            TKernel.Apply(x, Vector512.Create(right).As<TValue, T>());
    }

    private readonly struct WithLeft<TKernel, TValue>(TValue left) : IParameterKernel
        where TKernel : struct, IBinaryKernel where TValue : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            TKernel.Apply(Vector256.Create(left).As<TValue, T>(), x);

        public static bool IsWide => TKernel.IsWide;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged =>
            TKernel.Apply(Vector512.Create(left).As<TValue, T>(), x);
    }
}
