using System.Numerics;

namespace Backprop.Numerics.Kernels;

/// <summary>The readable twin of <see cref="Reduction"/>: the definition of every bit of its results.</summary>
public static class ReductionReference
{
    /// <summary>Virtual lanes, whatever the width of the hardware's vectors.</summary>
    public const int LaneCount = 32;

    /// <summary>
    /// Elements e₀ … eₙ₋₁ taken together: lane l takes e_l, e_(l+32), … in order, beginning with <paramref name="start"/>;
    /// then lane i joins lane i + 16, then i + 8, i + 4, i + 2, i + 1.
    /// </summary>
    public static T Reduce<T>(ReadOnlySpan<T> elements, T start, Func<T, T, T> add, Func<T, T, T> join)
    {
        var lanes = new T[LaneCount];
        Array.Fill(lanes, start);
        for (var i = 0; i < elements.Length; i++)
            lanes[i % LaneCount] = add(lanes[i % LaneCount], elements[i]);
        return Tree(lanes, join);
    }

    /// <summary>Σ aᵢ·bᵢ: each product fused into its lane.</summary>
    public static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var lanes = new T[LaneCount];
        for (var i = 0; i < a.Length; i++)
            lanes[i % LaneCount] = T.FusedMultiplyAdd(a[i], b[i], lanes[i % LaneCount]);
        return Tree(lanes, (x, y) => x + y);
    }

    /// <summary>Each output's elements, in row-major order of the reduced axes, through <see cref="Reduce{T}(ReadOnlySpan{T}, T, Func{T, T, T}, Func{T, T, T})"/>.</summary>
    public static T[] Reduce<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, T start, Func<T, T, T> add, Func<T, T, T> join)
    {
        var reduced = new bool[shape.Rank];
        foreach (var axis in axes)
            reduced[axis] = true;
        var groups = new SortedDictionary<int, List<T>>();
        for (var i = 0; i < x.Length; i++)
        {
            int rest = i, output = 0, step = 1;
            for (var axis = shape.Rank - 1; axis >= 0; axis--)
            {
                var place = rest % shape[axis];
                rest /= shape[axis];
                if (reduced[axis])
                    continue;
                output += place * step;
                step *= shape[axis];
            }

            if (!groups.TryGetValue(output, out var group))
                groups[output] = group = [];
            group.Add(x[i]);
        }

        var y = new T[groups.Count];
        foreach (var (output, group) in groups)
            y[output] = Reduce(group.ToArray(), start, add, join);
        return y;
    }

    private static T Tree<T>(T[] lanes, Func<T, T, T> join)
    {
        for (var distance = LaneCount / 2; distance > 0; distance /= 2)
            for (var lane = 0; lane < distance; lane++)
                lanes[lane] = join(lanes[lane], lanes[lane + distance]);
        return lanes[0];
    }
}
