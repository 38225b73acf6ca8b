namespace Backprop.Engine;

/// <summary>A tensor that lasts and is changed in place: a parameter of a network, or a state it keeps.</summary>
public abstract class Variable : Tensor
{
    private int _version = 1;

    private protected Variable(Shape shape, DType dtype, Initializer? initializer) : base(null, 0, dtype, shape)
    {
        ValueLimit.Take(shape.Count);
        (Storage, Offset) = dtype.AllocateAligned(shape.Count);
        Initializer = initializer;
    }

    /// <summary>The readable name in the model, such as <c>layers.0.weight</c>.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>What fills it; null lets the network choose one that suits the activation that follows.</summary>
    public Initializer? Initializer { get; set; }

    /// <summary>Whether it has values: by <see cref="Module.Initialize"/>, or loaded.</summary>
    public bool IsInitialized { get; private set; }

    internal override int Version => _version;

    internal override string Display => Name.Length == 0 ? $"the parameter of shape {Shape}" : $"'{Name}'";

    /// <summary>Takes over the values of a tensor of the same shape (any float dtype is converted).</summary>
    /// <exception cref="ShapeException">The shape is another one.</exception>
    public void Set(Tensor values)
    {
        if (values.Shape != Shape)
            throw new ShapeException($"{Display} has the shape {Shape} but the values given have {values.Shape}");
        using var scope = Execution.NoGradient();
        var converted = values.Convert(DType);
        if (Tracer.Current is not null)
        {
            // The captured step does it, each time.
            new AssignOp(this).ApplyAll(converted);
            return;
        }

        Overwrite(converted);
        Changed();
    }

    /// <summary>Counts an int32 scalar up by one; in a captured step, each time.</summary>
    internal void Increment()
    {
        if (Tracer.Current is not null)
            new IncrementOp(this).ApplyAll(this);
        else
            Change<int>(count => count[0]++);
    }

    /// <summary>Takes over values of the same dtype and count.</summary>
    internal void Overwrite(Tensor values)
    {
        switch (DType)
        {
            case DType.Float32: values.Span<float>().CopyTo(Writable<float>()); break;
            case DType.Float64: values.Span<double>().CopyTo(Writable<double>()); break;
            default: values.Span<int>().CopyTo(Writable<int>()); break;
        }
    }

    /// <summary>A copy of the values as they are now.</summary>
    public Tensor Snapshot() => DType switch
    {
        DType.Float32 => From(Span<float>(), Shape),
        DType.Float64 => From(Span<double>(), Shape),
        _ => From(Span<int>(), Shape),
    };

    internal void Initialize(Initializer initializer, Philox random)
    {
        var values = new double[Count];
        initializer.Fill(values, Shape, random);
        Set(Tensor.Wrap(values, Shape));
    }

    /// <summary>What an update op may do to the values; a graph recorded before notices.</summary>
    internal void Change<T>(SpanAction<T> write) where T : unmanaged
    {
        write(Writable<T>());
        Changed();
    }

    internal void Changed()
    {
        _version++;
        IsInitialized = true;
    }

    internal delegate void SpanAction<T>(Span<T> span);

    // Another precision of the same values; whatever was recorded before does not see it.
    internal void ConvertTo(DType dtype)
    {
        if (dtype == DType)
            return;
        using var scope = Execution.NoGradient();
        var converted = this.Convert(dtype);
        (Storage, Offset) = dtype.AllocateAligned(Count);
        DType = dtype;
        Overwrite(converted);
        Grad = null;
        _version++;
    }
}
