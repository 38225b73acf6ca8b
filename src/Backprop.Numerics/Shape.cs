using System.Globalization;
using System.Runtime.CompilerServices;

namespace Backprop.Numerics;

/// <summary>
/// The sizes of a tensor's axes, outermost first: <c>[batch, features]</c>. A scalar has no axes. Immutable.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? _sizes;

    /// <summary>A shape of these sizes, each at least 0.</summary>
    /// <exception cref="ShapeException">A size is negative, or the product does not fit an array.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        _sizes = sizes.ToArray();
        long count = 1;
        foreach (var size in sizes)
        {
            if (size < 0)
                throw new ShapeException($"a size of a shape must be 0 or more but is {size} in {Text(sizes)}");
            count *= size;
            if (count > Array.MaxLength)
                throw new ShapeException($"the shape {Text(sizes)} has more elements than an array can hold ({Array.MaxLength})");
        }

        Count = (int)count;
    }

    // The default struct is a scalar, too: its product is stored less one.
    private readonly int _countLessOne;

    /// <summary>How many elements: the product of the sizes, 1 for a scalar.</summary>
    public int Count { get => _countLessOne + 1; private init => _countLessOne = value - 1; }

    /// <summary>The shape without axes.</summary>
    public static Shape Scalar => default;

    /// <summary>How many axes.</summary>
    public int Rank => _sizes?.Length ?? 0;

    /// <summary>The sizes, outermost first.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>The size of an axis; negative counts from the end.</summary>
    public int this[int axis] => Sizes[axis < 0 ? axis + Rank : axis];

    /// <summary>The size of an axis; from the end with <c>^1</c>.</summary>
    public int this[Index axis] => Sizes[axis];

    /// <summary>For collection expressions: <c>Shape s = [2, 3];</c></summary>
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>For collection expressions.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Sizes.GetEnumerator();

    /// <summary>The same as a shape of one axis.</summary>
    public static implicit operator Shape(int size) => new(size);

    /// <summary>From an array of sizes.</summary>
    public static implicit operator Shape(int[] sizes) => new(sizes);

    /// <summary>How many elements lie between neighbours along each axis of a contiguous tensor.</summary>
    public int[] Strides()
    {
        var strides = new int[Rank];
        for (int axis = Rank - 1, step = 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= Math.Max(1, Sizes[axis]);
        }

        return strides;
    }

    /// <summary>An axis number in [0, rank); negative ones count from the end.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        var positive = axis < 0 ? axis + Rank : axis;
        return positive >= 0 && positive < Rank
            ? positive
            : throw new ShapeException($"axis {axis} does not exist in the shape {this} of {Rank} axes: give one from {-Rank} to {Rank - 1}");
    }

    /// <summary>This shape with one axis of another size.</summary>
    public Shape With(int axis, int size)
    {
        var sizes = Sizes.ToArray();
        sizes[Axis(axis)] = size;
        return new(sizes);
    }

    /// <summary>
    /// The shape both can be expanded to by NumPy's rule (aligned at the last axis; sizes are equal or one of them is 1),
    /// or null.
    /// </summary>
    public static Shape? TryBroadcast(Shape a, Shape b)
    {
        if (a == b)
            return a;
        var rank = Math.Max(a.Rank, b.Rank);
        Span<int> sizes = stackalloc int[rank];
        for (var i = 1; i <= rank; i++)
        {
            var x = i <= a.Rank ? a.Sizes[^i] : 1;
            var y = i <= b.Rank ? b.Sizes[^i] : 1;
            if (x != y && x != 1 && y != 1)
                return null;
            sizes[^i] = x == 1 ? y : x;
        }

        return new Shape(sizes);
    }

    /// <summary>Whether this shape can be expanded to <paramref name="target"/> by NumPy's rule.</summary>
    public bool CanExpandTo(Shape target) => TryBroadcast(this, target) is { } both && both == target;

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        var (mine, others) = (_sizes, other._sizes);
        if (ReferenceEquals(mine, others))
            return true;
        if (Count != other.Count || Rank != other.Rank)
            return false;
        for (var i = 0; i < Rank; i++)
            if (mine![i] != others![i])
                return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var size in Sizes)
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>Same sizes in the same order.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Different sizes or order.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>As <c>[2, 3]</c>; <c>[]</c> for a scalar.</summary>
    public override string ToString() => Text(Sizes);

    private static string Text(ReadOnlySpan<int> sizes)
    {
        var parts = new string[sizes.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = sizes[i].ToString(CultureInfo.InvariantCulture);
        return $"[{string.Join(", ", parts)}]";
    }
}
