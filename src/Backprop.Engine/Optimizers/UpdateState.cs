namespace Backprop.Engine;

/// <summary>The state arrays of an optimizer for the same elements as a tile of weights; those it has not are empty.</summary>
public readonly ref struct UpdateState<T> where T : unmanaged
{
    /// <summary>Up to three arrays, each [n] or empty.</summary>
    public UpdateState(Span<T> first, Span<T> second, Span<T> third)
    {
        First = first;
        Second = second;
        Third = third;
    }

    /// <summary>The array named first.</summary>
    public Span<T> First { get; }

    /// <summary>The array named second.</summary>
    public Span<T> Second { get; }

    /// <summary>The array named third.</summary>
    public Span<T> Third { get; }

    /// <summary>The state of a part of the elements.</summary>
    public UpdateState<T> Slice(int start, int length) => new(Part(First, start, length), Part(Second, start, length), Part(Third, start, length));

    private static Span<T> Part(Span<T> span, int start, int length) => span.IsEmpty ? span : span.Slice(start, length);
}
