using System.Runtime.CompilerServices;

namespace Backprop.Numerics.Kernels;

// How threads share elements. An element's bits do not depend on who computes it, so the parts may have any size.
public static partial class Elementwise
{
    /// <summary>Elements of a part: 32 KiB of float32.</summary>
    private const int Part = 8192;

    // Below this waking a thread costs more than it brings.
    private const int WorthSharing = 4 * Part;

    private const int UsualRank = 8;

    /// <summary>y[i] = f(x[i]).</summary>
    /// <param name="x">[n]</param>
    /// <param name="y">[n]; may be <paramref name="x"/> itself.</param>
    /// <param name="workers">The threads to share the work; none: the caller's alone.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Map<TKernel, T>(ReadOnlySpan<T> x, Span<T> y, Workers? workers)
        where TKernel : struct, IUnaryKernel where T : unmanaged =>
        Map(default(Unary<TKernel>), x, y, workers);

    /// <summary>y[i] = f(x[i]) with a kernel that has settings.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">[n]</param>
    /// <param name="y">[n]; may be <paramref name="x"/> itself.</param>
    /// <param name="workers">The threads to share the work; none: the caller's alone.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static unsafe void Map<TKernel, T>(TKernel kernel, ReadOnlySpan<T> x, Span<T> y, Workers? workers)
        where TKernel : struct, IParameterKernel where T : unmanaged
    {
        if (!Shares(y.Length, workers) || x.Length != y.Length)
        {
            Map(kernel, x, y);
            return;
        }

        fixed (T* from = x, to = y)
            workers.For(Parts(y.Length), new MapJob<TKernel, T>(kernel, from, to, y.Length));
    }

    /// <summary>c[i] = f(a[i], b[i]) with a kernel that has settings.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="a">[n]</param>
    /// <param name="b">[n]</param>
    /// <param name="c">[n]; may be an input itself.</param>
    /// <param name="workers">The threads to share the work; none: the caller's alone.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static unsafe void Zip<TKernel, T>(TKernel kernel, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, Workers? workers)
        where TKernel : struct, IBinaryParameterKernel where T : unmanaged
    {
        if (!Shares(c.Length, workers) || a.Length != c.Length || b.Length != c.Length)
        {
            Zip(kernel, a, b, c);
            return;
        }

        fixed (T* left = a, right = b, to = c)
            workers.For(Parts(c.Length), new ZipJob<TKernel, T>(kernel, left, right, to, c.Length));
    }

    /// <summary>Whether so many elements are worth several threads.</summary>
    internal static bool Shares(int count, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] Workers? workers) =>
        count >= WorthSharing && workers is { Count: > 1 };

    private static int Parts(int count) => (count + Part - 1) / Part;

    /// <summary>Rows [first, last) of a broadcast result, see <see cref="BroadcastPlan"/>.</summary>
    private interface IRows
    {
        void Run(in BroadcastPlan plan, int first, int last);

        /// <summary>A part of a result that is one row: each input goes along with it or is one element.</summary>
        void RunPart(int start, int length);

        /// <summary>How the inputs are read; checks that they can be expanded.</summary>
        BroadcastPlan Plan(Span<int> room);

        static abstract int Inputs { get; }
    }

    [SkipLocalsInit]
    private static void RunRows<TRows>(TRows rows, Shape result, Workers? workers) where TRows : struct, IRows
    {
        const int Usual = UsualRank * 7;
        var needed = BroadcastPlan.Room(result.Rank, TRows.Inputs);
        var plan = rows.Plan(needed <= Usual ? stackalloc int[Usual] : new int[needed]);
        if (!Shares(result.Count, workers))
            rows.Run(plan, 0, plan.Rows);
        else if (plan.Rows == 1)
            workers.For(Parts(result.Count), new RowJob<TRows>(rows, result.Count));
        else
        {
            // Whole chunks of short rows.
            var part = Math.Max(plan.RowsAChunk, Part / plan.Inner / plan.RowsAChunk * plan.RowsAChunk);
            workers.For((plan.Rows + part - 1) / part, new RowsJob<TRows>(rows, result.Rank, plan.Rows, part));
        }
    }

    private readonly struct RowJob<TRows>(TRows work, int count) : IPartsJob where TRows : struct, IRows
    {
        public void Run(int part) => work.RunPart(part * Part, Math.Min(Part, count - part * Part));
    }

    // All that an input of one element has, or the part of one with as many as the result.
    private static unsafe ReadOnlySpan<T> PartOf<T>(T* x, Shape shape, int start, int length) where T : unmanaged =>
        shape.Count == 1 ? new(x, 1) : new(x + start, length);

    private readonly struct RowsJob<TRows>(TRows work, int rank, int rows, int part) : IPartsJob where TRows : struct, IRows
    {
        [SkipLocalsInit]
        public void Run(int number)
        {
            const int Usual = UsualRank * 7;
            var needed = BroadcastPlan.Room(rank, TRows.Inputs);
            var plan = work.Plan(needed <= Usual ? stackalloc int[Usual] : new int[needed]);
            work.Run(plan, number * part, Math.Min(rows, (number + 1) * part));
        }
    }

    private readonly unsafe struct MapJob<TKernel, T>(TKernel kernel, T* x, T* y, int n) : IPartsJob
        where TKernel : struct, IParameterKernel where T : unmanaged
    {
        public void Run(int part)
        {
            int start = part * Part, length = Math.Min(Part, n - start);
            Map(kernel, new ReadOnlySpan<T>(x + start, length), new Span<T>(y + start, length));
        }
    }

    private readonly unsafe struct ZipJob<TKernel, T>(TKernel kernel, T* a, T* b, T* c, int n) : IPartsJob
        where TKernel : struct, IBinaryParameterKernel where T : unmanaged
    {
        public void Run(int part)
        {
            int start = part * Part, length = Math.Min(Part, n - start);
            Zip(kernel, new ReadOnlySpan<T>(a + start, length), new ReadOnlySpan<T>(b + start, length), new Span<T>(c + start, length));
        }
    }

    private readonly unsafe struct ZipRows<TKernel, T>(T* a, Shape aShape, T* b, Shape bShape, T* c, Shape cShape) : IRows
        where TKernel : struct, IBinaryKernel where T : unmanaged
    {
        public static int Inputs => 2;

        public BroadcastPlan Plan(Span<int> room) => new(room, cShape, aShape, bShape);

        public void RunPart(int start, int length) =>
            Zip<TKernel, T>(PartOf(a, aShape, start, length), PartOf(b, bShape, start, length), new(c + start, length));

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(in BroadcastPlan plan, int first, int last)
        {
            Span<T> aBuffer = plan.Gathers ? stackalloc T[BroadcastPlan.Chunk] : default;
            Span<T> bBuffer = plan.Gathers ? stackalloc T[BroadcastPlan.Chunk] : default;
            var aInput = plan.Input(0, new ReadOnlySpan<T>(a, aShape.Count), aBuffer, first);
            var bInput = plan.Input(1, new ReadOnlySpan<T>(b, bShape.Count), bBuffer, first);
            for (var row = first; row < last; row += plan.RowsAChunk)
            {
                var rows = Math.Min(plan.RowsAChunk, last - row);
                Zip<TKernel, T>(aInput.Next(rows), bInput.Next(rows), new(c + (nint)row * plan.Inner, rows * plan.Inner));
            }
        }
    }

    private readonly unsafe struct CompareRows<TKernel, T>(T* a, Shape aShape, T* b, Shape bShape, bool* c, Shape cShape) : IRows
        where TKernel : struct, ICompareKernel where T : unmanaged
    {
        public static int Inputs => 2;

        public BroadcastPlan Plan(Span<int> room) => new(room, cShape, aShape, bShape);

        public void RunPart(int start, int length) =>
            Compare<TKernel, T>(PartOf(a, aShape, start, length), PartOf(b, bShape, start, length), new(c + start, length));

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(in BroadcastPlan plan, int first, int last)
        {
            Span<T> aBuffer = plan.Gathers ? stackalloc T[BroadcastPlan.Chunk] : default;
            Span<T> bBuffer = plan.Gathers ? stackalloc T[BroadcastPlan.Chunk] : default;
            var aInput = plan.Input(0, new ReadOnlySpan<T>(a, aShape.Count), aBuffer, first);
            var bInput = plan.Input(1, new ReadOnlySpan<T>(b, bShape.Count), bBuffer, first);
            for (var row = first; row < last; row += plan.RowsAChunk)
            {
                var rows = Math.Min(plan.RowsAChunk, last - row);
                Compare<TKernel, T>(aInput.Next(rows), bInput.Next(rows), new(c + (nint)row * plan.Inner, rows * plan.Inner));
            }
        }
    }

    private readonly unsafe struct SelectRows<T>(
        bool* condition, Shape conditionShape, T* a, Shape aShape, T* b, Shape bShape, T* d, Shape dShape) : IRows
        where T : unmanaged
    {
        public static int Inputs => 3;

        public BroadcastPlan Plan(Span<int> room) => new(room, dShape, conditionShape, aShape, bShape);

        public void RunPart(int start, int length) => Select(
            PartOf(condition, conditionShape, start, length), PartOf(a, aShape, start, length), PartOf(b, bShape, start, length),
            new Span<T>(d + start, length));

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(in BroadcastPlan plan, int first, int last)
        {
            Span<bool> buffer = plan.Gathers ? stackalloc bool[BroadcastPlan.Chunk] : default;
            Span<T> aBuffer = plan.Gathers ? stackalloc T[BroadcastPlan.Chunk] : default;
            Span<T> bBuffer = plan.Gathers ? stackalloc T[BroadcastPlan.Chunk] : default;
            var input = plan.Input(0, new ReadOnlySpan<bool>(condition, conditionShape.Count), buffer, first);
            var aInput = plan.Input(1, new ReadOnlySpan<T>(a, aShape.Count), aBuffer, first);
            var bInput = plan.Input(2, new ReadOnlySpan<T>(b, bShape.Count), bBuffer, first);
            for (var row = first; row < last; row += plan.RowsAChunk)
            {
                var rows = Math.Min(plan.RowsAChunk, last - row);
                Select(input.Next(rows), aInput.Next(rows), bInput.Next(rows), new Span<T>(d + (nint)row * plan.Inner, rows * plan.Inner));
            }
        }
    }
}
