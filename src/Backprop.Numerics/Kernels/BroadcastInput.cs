using System.Runtime.CompilerServices;

namespace Backprop.Numerics.Kernels;

/// <summary>Reads an input in the order of the result's rows; see <see cref="BroadcastPlan"/>.</summary>
internal ref struct BroadcastInput<T> where T : unmanaged
{
    private readonly ReadOnlySpan<T> _source;
    private readonly Span<T> _buffer;

    // Of the joined axes, innermost first.
    private readonly ReadOnlySpan<int> _sizes;
    private readonly ReadOnlySpan<int> _strides;
    private readonly Span<int> _counters;
    private readonly bool _dense = true;    // as the result itself
    private readonly bool _repeats = true;  // each row the same
    private int _offset;
    private int _buffered;

    /// <summary>A reader from one row on.</summary>
    /// <param name="source">All elements of the input.</param>
    /// <param name="buffer">For gathering short rows; empty if rows are taken one at a time.</param>
    /// <param name="sizes">The joined axes' sizes, innermost first.</param>
    /// <param name="strides">The input's strides along them.</param>
    /// <param name="counters">The place of that row along the axes.</param>
    /// <param name="offset">Where it begins in the source.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public BroadcastInput(
        ReadOnlySpan<T> source, Span<T> buffer, ReadOnlySpan<int> sizes, ReadOnlySpan<int> strides, Span<int> counters,
        int offset)
    {
        _offset = offset;
        _source = source;
        _buffer = buffer;
        _sizes = sizes;
        _strides = strides;
        _counters = counters;
        var step = 1;
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            _dense &= strides[axis] == step;
            _repeats &= axis == 0 || strides[axis] == 0;
            step *= sizes[axis];
        }
    }

    /// <summary>
    /// The next <paramref name="rows"/> rows: from the source where they stand there one behind the other, else gathered
    /// in the buffer. One element alone stands for all of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<T> Next(int rows)
    {
        var inner = _sizes[0];
        if (_dense)
        {
            var slice = _source.Slice(_offset, rows * inner);
            _offset += rows * inner;
            return slice;
        }

        if (_repeats && _strides[0] == 0)
            return _source[..1];
        if (_buffer.IsEmpty)
        {
            var row = _source.Slice(_offset, _strides[0] == 0 ? 1 : inner);
            Advance();
            return row;
        }

        if (!_repeats)
            Gather(_buffer, rows);
        else if (_buffered < rows)
        {
            Gather(_buffer, rows);
            _buffered = rows;
        }

        return _buffer[..(rows * inner)];
    }

    /// <summary>Copies the next <paramref name="rows"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(Span<T> target, int rows)
    {
        var inner = _sizes[0];
        for (var row = 0; row < rows; row++)
        {
            var to = target.Slice(row * inner, inner);
            if (_strides[0] != 0)
                _source.Slice(_offset, inner).CopyTo(to);
            else if (inner > 16)
                to.Fill(_source[_offset]);
            else
            {
                // Filling so few by a call would cost more.
                var value = _source[_offset];
                for (var i = 0; i < to.Length; i++)
                    to[i] = value;
            }

            Advance();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Advance()
    {
        for (var axis = 1; axis < _sizes.Length; axis++)
        {
            _offset += _strides[axis];
            if (++_counters[axis] < _sizes[axis])
                return;
            _offset -= _strides[axis] * _sizes[axis];
            _counters[axis] = 0;
        }
    }
}
