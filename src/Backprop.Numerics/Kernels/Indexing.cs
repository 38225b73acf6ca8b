using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// Reading and adding at places given by an index. Adding is in the order of the index, with any number of threads:
/// threads share the columns.
/// </summary>
public static unsafe class Indexing
{
    private const int ColumnBlock = 256;

    /// <summary>
    /// Rows of an axis by number: target[…, i, …] = source[…, index[i], …] (torch.index_select). An embedding's look-up
    /// is this along axis 0.
    /// </summary>
    /// <param name="source">The source, of <paramref name="shape"/>.</param>
    /// <param name="shape">The source's shape.</param>
    /// <param name="axis">The axis, 0 or more.</param>
    /// <param name="index">Places along the axis.</param>
    /// <param name="target">The source's shape with the index's length along the axis.</param>
    /// <exception cref="BackpropException">An index is out of range.</exception>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void Select<T>(ReadOnlySpan<T> source, Shape shape, int axis, ReadOnlySpan<int> index, Span<T> target) where T : unmanaged
    {
        var (outer, size, inner) = Around(shape, axis);
        Check(index, size, shape, axis);
        Enough("selecting from", shape, source.Length, shape.Count, target.Length, (long)outer * index.Length * inner);
        fixed (T* s = source, t = target)
        {
            var to = t;
            for (var o = 0; o < outer; o++)
            {
                var from = s + (nint)o * size * inner;
                if (inner == 1)
                    for (var i = 0; i < index.Length; i++)
                        *to++ = from[index[i]];
                else
                    for (var i = 0; i < index.Length; i++, to += inner)
                        Unsafe.CopyBlockUnaligned(to, from + (nint)index[i] * inner, (uint)(inner * sizeof(T)));
            }
        }
    }

    /// <summary>
    /// The adjoint of <see cref="Select"/>: target[…, index[i], …] += source[…, i, …], for i in order.
    /// </summary>
    /// <param name="source">What to add; the target's shape with the index's length along the axis.</param>
    /// <param name="shape">The target's shape.</param>
    /// <param name="axis">The axis, 0 or more.</param>
    /// <param name="index">Places along the axis.</param>
    /// <param name="target">What to add to; not cleared before.</param>
    /// <param name="workers">The threads to share the work.</param>
    /// <exception cref="BackpropException">An index is out of range.</exception>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void SelectAdd<T>(ReadOnlySpan<T> source, Shape shape, int axis, ReadOnlySpan<int> index, Span<T> target, Workers workers)
        where T : unmanaged, INumber<T>
    {
        var (outer, size, inner) = Around(shape, axis);
        Check(index, size, shape, axis);
        Enough("adding to", shape, target.Length, shape.Count, source.Length, (long)outer * index.Length * inner);
        if (workers.Count == 1 || (long)outer * index.Length * inner < 1 << 16 || outer * inner < 2)
        {
            for (var o = 0; o < outer; o++)
                AddRows(source.Slice(o * index.Length * inner, index.Length * inner), target.Slice(o * size * inner, size * inner), index, inner, 0, inner);
            return;
        }

        var blocks = (inner + ColumnBlock - 1) / ColumnBlock;
        fixed (T* s = source, t = target)
        fixed (int* places = index)
            workers.For(outer * blocks, new AddJob<T>(s, t, places, index.Length, size, inner, blocks));
    }

    /// <summary>
    /// One element for each of the index: target[i, j, k] = source[index[i, j, k], j, k] for axis 0, and likewise for
    /// others (torch.gather).
    /// </summary>
    /// <param name="source">The source, of <paramref name="shape"/>.</param>
    /// <param name="shape">The source's shape.</param>
    /// <param name="axis">The axis, 0 or more.</param>
    /// <param name="index">Places along the axis, of <paramref name="indexShape"/>.</param>
    /// <param name="indexShape">As many axes as the source; no size larger, but for the axis.</param>
    /// <param name="target">Of <paramref name="indexShape"/>.</param>
    /// <exception cref="BackpropException">An index is out of range.</exception>
    /// <exception cref="ShapeException">The shapes do not fit, or a span is too short.</exception>
    public static void Gather<T>(ReadOnlySpan<T> source, Shape shape, int axis, ReadOnlySpan<int> index, Shape indexShape, Span<T> target)
        where T : unmanaged
    {
        var walk = new Walk(shape, axis, indexShape, stackalloc int[shape.Rank], stackalloc int[shape.Rank]);
        Check(index[..indexShape.Count], shape.Sizes[axis], shape, axis);
        Enough("gathering from", shape, source.Length, shape.Count, target.Length, indexShape.Count);
        for (var i = 0; i < indexShape.Count; i++)
            target[i] = source[walk.Next() + index[i] * walk.AxisStride];
    }

    /// <summary>
    /// The adjoint of <see cref="Gather"/>: target[index[i, j, k], j, k] += source[i, j, k] for axis 0, and likewise for
    /// others, in the order of the index.
    /// </summary>
    /// <param name="source">What to add, of <paramref name="indexShape"/>.</param>
    /// <param name="indexShape">As many axes as the target; no size larger, but for the axis.</param>
    /// <param name="axis">The axis, 0 or more.</param>
    /// <param name="index">Places along the axis, of <paramref name="indexShape"/>.</param>
    /// <param name="target">What to add to, of <paramref name="shape"/>; not cleared before.</param>
    /// <param name="shape">The target's shape.</param>
    /// <exception cref="BackpropException">An index is out of range.</exception>
    /// <exception cref="ShapeException">The shapes do not fit, or a span is too short.</exception>
    public static void GatherAdd<T>(ReadOnlySpan<T> source, Shape indexShape, int axis, ReadOnlySpan<int> index, Span<T> target, Shape shape)
        where T : unmanaged, INumber<T>
    {
        var walk = new Walk(shape, axis, indexShape, stackalloc int[shape.Rank], stackalloc int[shape.Rank]);
        Check(index[..indexShape.Count], shape.Sizes[axis], shape, axis);
        Enough("adding to", shape, target.Length, shape.Count, source.Length, indexShape.Count);
        for (var i = 0; i < indexShape.Count; i++)
            target[walk.Next() + index[i] * walk.AxisStride] += source[i];
    }

    /// <summary>target[i, index[i]] = <paramref name="on"/>, 0 elsewhere.</summary>
    /// <param name="index">The classes <c>[batch]</c>.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="on">The value at the class.</param>
    /// <param name="target"><c>[batch, classes]</c>.</param>
    /// <exception cref="BackpropException">An index is out of range.</exception>
    /// <exception cref="ShapeException">The target is too short.</exception>
    public static void OneHot<T>(ReadOnlySpan<int> index, int classes, T on, Span<T> target) where T : unmanaged
    {
        var count = checked(index.Length * classes);
        foreach (var number in index)
            if ((uint)number >= (uint)classes)
                Check(index, classes, [index.Length, classes], 1);
        if (target.Length < count)
            throw new ShapeException($"one-hot [{index.Length}, {classes}] needs room for {count} elements but got {target.Length}");
        target[..count].Clear();
        for (var i = 0; i < index.Length; i++)
            target[i * classes + index[i]] = on;
    }

    private readonly struct AddJob<T>(T* source, T* target, int* index, int length, int size, int inner, int blocks) : IPartsJob
        where T : unmanaged, INumber<T>
    {
        public void Run(int part)
        {
            int o = part / blocks, column = part % blocks * ColumnBlock;
            AddRows<T>(
                new(source + (nint)o * length * inner, length * inner), new(target + (nint)o * size * inner, size * inner),
                new(index, length), inner, column, Math.Min(inner, column + ColumnBlock));
        }
    }

    /// <summary>target[index[i], first…last) += source[i, first…last), for i in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows<T>(ReadOnlySpan<T> source, Span<T> target, ReadOnlySpan<int> index, int inner, int first, int last)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < index.Length; i++)
        {
            var from = source.Slice(i * inner + first, last - first);
            var to = target.Slice(index[i] * inner + first, last - first);
            var j = 0;
            for (; j <= from.Length - Vector256<T>.Count; j += Vector256<T>.Count)
                (Vector256.Create<T>(to[j..]) + Vector256.Create(from[j..])).CopyTo(to[j..]);
            for (; j < from.Length; j++)
                to[j] += from[j];
        }
    }

    private static void Check(ReadOnlySpan<int> index, int size, Shape shape, int axis)
    {
        for (var i = 0; i < index.Length; i++)
            if ((uint)index[i] >= (uint)size)
                throw new BackpropException(size == 0
                    ? $"index {index[i]} at position {i} is out of range: axis {axis} of {shape} has no entries"
                    : $"index {index[i]} at position {i} is out of range: axis {axis} of {shape} has {size} entries, from 0 to {size - 1}");
    }

    private static (int Outer, int Size, int Inner) Around(Shape shape, int axis)
    {
        axis = shape.Axis(axis);
        int outer = 1, inner = 1;
        for (var i = 0; i < shape.Rank; i++)
            if (i < axis)
                outer *= shape.Sizes[i];
            else if (i > axis)
                inner *= shape.Sizes[i];
        return (outer, shape.Sizes[axis], inner);
    }

    private static void Enough(string what, Shape shape, int given, int needed, int other, long otherNeeded)
    {
        if (given < needed || other < otherNeeded)
            throw new ShapeException($"{what} {shape} takes {needed} and {otherNeeded} elements but got {given} and {other}");
    }

    /// <summary>Offsets into an array, all axes but one, for the places of an index array in row-major order.</summary>
    private ref struct Walk
    {
        private readonly Shape _index;
        private readonly int _axis;
        private readonly Span<int> _strides;
        private readonly Span<int> _place;
        private int _next;

        public Walk(Shape shape, int axis, Shape index, Span<int> strides, Span<int> place)
        {
            _index = index;
            _axis = axis;
            _strides = strides;
            _place = place;
            if (index.Rank != shape.Rank || (uint)axis >= (uint)shape.Rank)
                throw new ShapeException($"an index {index} along axis {axis} of {shape} needs {shape.Rank} axes, and the axis among them");
            for (int i = shape.Rank - 1, step = 1; i >= 0; i--)
            {
                if (i != axis && index.Sizes[i] > shape.Sizes[i])
                    throw new ShapeException($"an index {index} along axis {axis} of {shape} is too large at axis {i}: at most {shape.Sizes[i]}");
                strides[i] = step;
                step *= Math.Max(1, shape.Sizes[i]);
            }

            place.Clear();
        }

        public readonly int AxisStride => _strides[_axis];

        /// <summary>The offset of the current place, the axis left out; moves on.</summary>
        public int Next()
        {
            var current = _next;
            for (var i = _place.Length - 1; i >= 0; i--)
            {
                var step = i == _axis ? 0 : _strides[i];
                _next += step;
                if (++_place[i] < _index.Sizes[i])
                    break;
                _next -= step * _place[i];
                _place[i] = 0;
            }

            return current;
        }
    }
}
