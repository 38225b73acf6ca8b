using System.Runtime.CompilerServices;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// How inputs are read when they are broadcast to a result by NumPy's rule. Neighbouring axes along which every input
/// goes on evenly are joined; the innermost joined axis is a row, along which an input is contiguous or constant.
/// </summary>
internal readonly ref struct BroadcastPlan
{
    /// <summary>Elements of the buffer that short rows are gathered in.</summary>
    public const int Chunk = 256;

    // Rows below this are gathered, several at a time: a call for each would cost more than the work.
    private const int ShortRow = 32;

    private readonly Span<int> _room;
    private readonly int _capacity;
    private readonly int _axes;

    /// <summary>Ints of scratch memory a plan needs.</summary>
    public static int Room(int rank, int inputs) => Math.Max(1, rank) * (1 + 2 * inputs);

    /// <summary>Joins axes; checks that each input can be expanded to the result.</summary>
    /// <param name="room">Scratch memory of <see cref="Room"/> ints.</param>
    /// <param name="result">The shape of the result.</param>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <exception cref="ShapeException">An input can't be expanded.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public BroadcastPlan(Span<int> room, Shape result, params ReadOnlySpan<Shape> inputs)
    {
        _room = room;
        _capacity = Math.Max(1, result.Rank);
        var sizes = room[.._capacity];
        // The number of elements of each input inside of the axis at hand.
        Span<int> steps = stackalloc int[inputs.Length];
        steps.Fill(1);
        foreach (var input in inputs)
            if (input.Rank > result.Rank)
                throw Mismatch(input, result);

        // Innermost first.
        var axes = 0;
        for (var axis = 1; axis <= result.Rank; axis++)
        {
            var size = result.Sizes[^axis];
            var joins = axes > 0;
            for (var k = 0; k < inputs.Length; k++)
            {
                var own = axis <= inputs[k].Rank ? inputs[k].Sizes[^axis] : 1;
                if (own != size && own != 1)
                    throw Mismatch(inputs[k], result);
                var strides = Strides(k);
                var stride = own == 1 ? 0 : steps[k];
                steps[k] *= own;
                if (size == 1)
                    continue;
                joins &= axes > 0 && stride == strides[axes - 1] * sizes[axes - 1];
                strides[axes] = stride;
            }

            if (size == 1)
                continue;
            if (joins)
                sizes[axes - 1] *= size;
            else
                sizes[axes++] = size;
        }

        if (axes == 0)
        {
            sizes[axes++] = 1;
            for (var k = 0; k < inputs.Length; k++)
                Strides(k)[0] = 1;
        }

        _axes = axes;
        Inner = sizes[0];
        Rows = Inner == 0 ? 0 : result.Count / Inner;
        RowsAChunk = Inner < ShortRow ? Chunk / Math.Max(1, Inner) : 1;
    }

    /// <summary>Elements of a row.</summary>
    public int Inner { get; }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many rows to take at a time: 1 unless they are short.</summary>
    public int RowsAChunk { get; }

    /// <summary>Whether inputs need a buffer of <see cref="Chunk"/> elements each.</summary>
    public bool Gathers => RowsAChunk > 1 && Rows > 1;

    /// <summary>A reader of input <paramref name="k"/> from row <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public BroadcastInput<T> Input<T>(int k, ReadOnlySpan<T> source, Span<T> buffer = default, int first = 0) where T : unmanaged
    {
        var counters = _room.Slice((2 + 2 * k) * _capacity, _axes);
        var strides = Strides(k);
        counters.Clear();
        var offset = 0;
        for (var axis = 1; axis < _axes && first > 0; axis++)
        {
            counters[axis] = first % _room[axis];
            first /= _room[axis];
            offset += counters[axis] * strides[axis];
        }

        return new(source, buffer, _room[.._axes], strides[.._axes], counters, offset);
    }

    private Span<int> Strides(int k) => _room.Slice((1 + 2 * k) * _capacity, _capacity);

    private static ShapeException Mismatch(Shape input, Shape result) =>
        new($"the shape {input} can't be expanded to {result}: aligned at the last axis, each size must be equal or 1");
}
