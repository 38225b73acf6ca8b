namespace Backprop.Numerics.Kernels;

/// <summary>
/// A shape's axes with neighbours of one kind (reduced or kept) merged and sizes of 1 left out: kinds alternate.
/// </summary>
internal ref struct AxisGroups
{
    /// <summary>How many groups there can be; shapes have far fewer axes.</summary>
    public const int Most = 32;

    /// <summary>Sizes, outermost first.</summary>
    public Span<int> Sizes;

    /// <summary>Elements between neighbours in a group.</summary>
    public Span<int> Strides;

    /// <summary>How many groups there are.</summary>
    public int Count;

    /// <summary>Whether the innermost group is reduced; kinds alternate outwards.</summary>
    public bool LastIsReduced;

    /// <summary>How many outputs there are.</summary>
    public int Outputs;

    /// <summary>How many elements make one output.</summary>
    public int Elements;

    /// <summary>Whether a group is reduced.</summary>
    public readonly bool IsReduced(int group) => LastIsReduced == ((Count - 1 - group) % 2 == 0);

    /// <summary>Merges the axes of a shape; the spans are memory to write to, <see cref="Most"/> long.</summary>
    public AxisGroups(Shape shape, ReadOnlySpan<int> axes, Span<int> sizes, Span<int> strides)
    {
        if (shape.Rank > Most)
            throw new ShapeException($"a tensor of {shape.Rank} axes cannot be reduced: at most {Most}");
        Outputs = Elements = 1;
        var next = 0;
        var last = false;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var size = shape.Sizes[axis];
            var reduced = next < axes.Length && axes[next] == axis;
            if (reduced)
            {
                next++;
                Elements *= size;
            }
            else
            {
                Outputs *= size;
            }

            if (size == 1)
                continue;
            if (Count > 0 && last == reduced)
                sizes[Count - 1] *= size;
            else
                sizes[Count++] = size;
            last = reduced;
        }

        if (next != axes.Length)
            throw new ShapeException($"the axes to reduce must ascend and be axes of {shape}; expected each from 0 to {shape.Rank - 1}, once");
        LastIsReduced = last;
        for (int group = Count - 1, stride = 1; group >= 0; group--)
        {
            strides[group] = stride;
            stride *= sizes[group];
        }

        Sizes = sizes[..Count];
        Strides = strides[..Count];
    }
}
