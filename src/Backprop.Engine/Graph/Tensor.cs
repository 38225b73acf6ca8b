using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Backprop.Engine;

/// <summary>
/// Numbers in a shape: a contiguous managed array, row-major, whose values do not change once made. Computed from tensors
/// that need gradients, it also holds how it was computed; that graph is what <see cref="Backward"/> walks. There is
/// nothing to dispose: a tensor and its graph are garbage when nobody holds them.
/// </summary>
public partial class Tensor
{
    // Offset and shape make a view; a captured program binds tensors to one block this way. Without storage the tensor is a
    // symbol: it stands for values while a step is being captured.
    private protected Array? Storage;
    private protected int Offset;

    internal Tensor(Array? storage, int offset, DType dtype, Shape shape)
    {
        Storage = storage;
        Offset = offset;
        DType = dtype;
        Shape = shape;
    }

    /// <summary>What an element is.</summary>
    public DType DType { get; private protected set; }

    /// <summary>The sizes of the axes, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>How many axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>How many elements.</summary>
    public int Count => Shape.Count;

    /// <summary>Dtype and shape.</summary>
    public TensorSpec Spec => new(DType, Shape);

    /// <summary>Whether <see cref="Backward"/> carries gradients to or through this tensor.</summary>
    public bool NeedsGradient { get; internal set; }

    /// <summary>
    /// The sum of the gradients that <see cref="Backward"/> brought here since it was last cleared, of this tensor's shape.
    /// Only tensors made by <see cref="WithGradient"/> and parameters collect one.
    /// </summary>
    public Tensor? Grad { get; internal set; }

    /// <summary>The op call that computed this tensor, if it was recorded.</summary>
    public OpCall? Producer { get; internal set; }

    // ---- making

    /// <summary>A tensor of these values (copied).</summary>
    /// <exception cref="ShapeException">The number of values is not the shape's.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged
    {
        if (Tracer.Current is not null)
            throw Tracer.HostData();
        return Constant(values, shape);
    }

    /// <summary>
    /// A tensor of these values (copied) that are the same in every step: what <see cref="From{T}(ReadOnlySpan{T}, Shape)"/>
    /// makes, allowed in a step that is being captured, too.
    /// </summary>
    /// <exception cref="ShapeException">The number of values is not the shape's.</exception>
    public static Tensor Constant<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged
    {
        if (values.Length != shape.Count)
            throw new ShapeException($"a tensor of shape {shape} has {shape.Count} values but {values.Length} were given");
        return new(values.ToArray(), 0, DTypes.Of<T>(), shape);
    }

    /// <summary>A tensor of these values (copied).</summary>
    public static Tensor From<T>(T[] values, Shape shape) where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A tensor of one axis with these values (copied).</summary>
    public static Tensor From<T>(T[] values) where T : unmanaged => From((ReadOnlySpan<T>)values, values.Length);

    /// <summary>A matrix with these values (copied).</summary>
    public static Tensor From<T>(T[,] values) where T : unmanaged =>
        From((ReadOnlySpan<T>)MemoryMarshal.CreateSpan(ref values.Length == 0 ? ref System.Runtime.CompilerServices.Unsafe.NullRef<T>() : ref values[0, 0], values.Length),
            [values.GetLength(0), values.GetLength(1)]);

    /// <summary>A tensor that uses this array itself, from its start: do not change the array afterwards.</summary>
    public static Tensor Wrap<T>(T[] values, Shape shape) where T : unmanaged => Wrap(values, 0, shape);

    /// <summary>A tensor that uses a part of this array itself: do not change the array afterwards.</summary>
    /// <param name="values">Has the values somewhere inside.</param>
    /// <param name="start">Where they begin.</param>
    /// <param name="shape">How many they are, and how they stand.</param>
    /// <exception cref="ShapeException">The array ends before them.</exception>
    public static Tensor Wrap<T>(T[] values, int start, Shape shape) where T : unmanaged
    {
        if (Tracer.Current is not null)
            throw Tracer.HostData();
        return start >= 0 && values.Length - start >= shape.Count
            ? new(values, start, DTypes.Of<T>(), shape)
            : throw new ShapeException($"a tensor of shape {shape} needs {shape.Count} values from {start} on but the array has {values.Length}");
    }

    /// <summary>A tensor without axes.</summary>
    public static Tensor Scalar<T>(T value) where T : unmanaged => new(new[] { value }, 0, DTypes.Of<T>(), Shape.Scalar);

    /// <summary>A scalar of a float dtype.</summary>
    public static Tensor Scalar(double value, DType dtype) => Full(Shape.Scalar, value, dtype);

    /// <summary>All zeros (or false).</summary>
    public static Tensor Zeros(Shape shape, DType dtype = DType.Float32) => new(dtype.Allocate(shape.Count), 0, dtype, shape);

    /// <summary>All ones.</summary>
    public static Tensor Ones(Shape shape, DType dtype = DType.Float32) => Full(shape, 1, dtype);

    /// <summary>One value everywhere.</summary>
    public static Tensor Full(Shape shape, double value, DType dtype = DType.Float32)
    {
        var result = Zeros(shape, dtype);
        switch (dtype)
        {
            case DType.Float32: result.Writable<float>().Fill((float)value); break;
            case DType.Float64: result.Writable<double>().Fill(value); break;
            case DType.Int32: result.Writable<int>().Fill(checked((int)value)); break;
            default: result.Writable<bool>().Fill(value != 0); break;
        }

        return result;
    }

    /// <summary>Zeros of another tensor's dtype and shape.</summary>
    public static Tensor ZerosLike(Tensor other) => Zeros(other.Shape, other.DType);

    /// <summary>Ones of another tensor's dtype and shape.</summary>
    public static Tensor OnesLike(Tensor other) => Ones(other.Shape, other.DType);

    // ---- reading

    /// <summary>The values, row-major.</summary>
    /// <exception cref="ShapeException">The dtype is another one.</exception>
    public ReadOnlySpan<T> Span<T>() where T : unmanaged => Writable<T>();

    /// <summary>A copy of the values, row-major.</summary>
    public T[] ToArray<T>() where T : unmanaged => Span<T>().ToArray();

    /// <summary>A copy of the values as doubles, whatever the dtype.</summary>
    public double[] ToDoubles()
    {
        var result = new double[Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = At(i);
        return result;
    }

    /// <summary>The only value of a tensor of one element, as a double.</summary>
    /// <exception cref="ShapeException">There is not exactly one element.</exception>
    public double Item() => Count == 1
        ? At(0)
        : throw new ShapeException($"Item() reads a tensor of one element but this one has the shape {Shape}: reduce it (Mean, Sum) or read an element by its index");

    /// <summary>The value at an index, as a double.</summary>
    [System.Runtime.CompilerServices.IndexerName("Element")]
    public double this[params ReadOnlySpan<int> index]
    {
        get
        {
            if (index.Length != Rank)
                throw new ShapeException($"an element of a tensor of shape {Shape} has {Rank} indices but {index.Length} were given");
            var position = 0;
            for (var axis = 0; axis < index.Length; axis++)
            {
                if ((uint)index[axis] >= (uint)Shape[axis])
                    throw new ShapeException($"index {index[axis]} of axis {axis} is outside of the shape {Shape}");
                position = position * Shape[axis] + index[axis];
            }

            return At(position);
        }
    }

    /// <summary>The value at a row-major position, as a double (a boolean as 0 or 1).</summary>
    public double At(int position) => DType switch
    {
        DType.Float32 => Span<float>()[position],
        DType.Float64 => Span<double>()[position],
        DType.Int32 => Span<int>()[position],
        _ => Span<bool>()[position] ? 1 : 0,
    };

    // Kernels and update ops write through this; nothing else may.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Writable<T>() where T : unmanaged
    {
        // The storage is an array of the dtype: asking the dtype is many times faster than asking the array.
        if (DType != DTypes.Of<T>() || Storage is not { } storage)
            throw NotReadable<T>();
        return Unsafe.As<T[]>(storage).AsSpan(Offset, Count);
    }

    private Exception NotReadable<T>() where T : unmanaged => Storage is null
        ? Tracer.ValueRead(this)
        : new ShapeException($"this tensor holds {DType.Name()} but was read as {DTypes.Of<T>().Name()}");

    /// <summary>The same memory in another shape of the same count, outside of the graph.</summary>
    internal Tensor View(Shape shape)
    {
        var view = new Tensor(Storage, Offset, DType, shape);
        if (Storage is null)
            Tracer.Current?.Alias(view, this);
        return view;
    }

    // ---- what capture needs: symbols, and memory given later

    /// <summary>Values that are not there yet.</summary>
    internal static Tensor Symbol(TensorSpec spec) => new(null, 0, spec.DType, spec.Shape);

    /// <summary>Zeros in memory that begins at a cache line and is never moved.</summary>
    internal static Tensor Aligned(TensorSpec spec)
    {
        var (storage, offset) = spec.DType.AllocateAligned(spec.Shape.Count);
        return new(storage, offset, spec.DType, spec.Shape);
    }

    internal bool HasValues => Storage is not null;

    internal void Bind(Array? storage, int offset) => (Storage, Offset) = (storage, offset);

    internal void BindTo(Tensor root, int offset) => (Storage, Offset) = (root.Storage, root.Offset + offset);

    internal bool SharesMemoryWith(Tensor other) => ReferenceEquals(Storage, other.Storage) && Offset == other.Offset;

    internal (Array? Storage, int Offset) Memory => (Storage, Offset);

    // ---- gradients

    /// <summary>The same values as a new starting point that collects a gradient.</summary>
    /// <exception cref="ShapeException">The dtype is not a float.</exception>
    public Tensor WithGradient()
    {
        if (!DType.IsFloat())
            throw new ShapeException($"only float32 and float64 have gradients, not {DType.Name()}");
        var leaf = View(Shape);
        leaf.NeedsGradient = true;
        return leaf;
    }

    /// <summary>The same values, cut off from the graph: gradients do not go through.</summary>
    public Tensor Detach() => View(Shape);

    /// <summary>
    /// The backward pass: adds ∂this/∂leaf to <see cref="Grad"/> of every leaf this scalar was computed from, by the chain
    /// rule from this tensor down. What the forward pass saved is freed unless <paramref name="keepGraph"/>.
    /// </summary>
    /// <param name="keepGraph">Keep what was saved, for another call.</param>
    /// <param name="createGraph">Record the backward pass itself, so that the gradients can be differentiated again.</param>
    /// <exception cref="ShapeException">This tensor is not a scalar or does not depend on anything that needs gradients.</exception>
    /// <exception cref="InvalidOperationException">What the pass needs was freed, or a parameter was changed since.</exception>
    public void Backward(bool keepGraph = false, bool createGraph = false) => Gradients.Backward(this, keepGraph, createGraph);

    /// <summary>Forgets the collected gradient.</summary>
    public void ClearGrad() => Grad = null;

    // Counts changes of a variable; values of other tensors never change.
    internal virtual int Version => 0;

    /// <summary>Who this tensor is in a message: a parameter's name, or its shape.</summary>
    internal virtual string Display => Spec.ToString();

    // ---- text

    /// <summary>Dtype, shape and the first values.</summary>
    public override string ToString()
    {
        const int shown = 12;
        if (!HasValues)
            return $"{Spec} without values: a step is being captured";
        var values = Enumerable.Range(0, Math.Min(Count, shown)).Select(i => At(i).ToString("G6", CultureInfo.InvariantCulture));
        return $"{Spec} {{{string.Join(", ", values)}{(Count > shown ? ", …" : "")}}}";
    }
}
