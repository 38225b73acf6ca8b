namespace Backprop.Numerics.Kernels;

/// <summary>The columns of C cut into panels of 1 to 3 vectors, as many as possible of 3 and none of 1 beside others.</summary>
internal readonly struct Panels(int columns, int width)
{
    private readonly int _vectors = (columns + width - 1) / width;

    /// <summary>How many panels there are.</summary>
    public int Count => (_vectors + 2) / 3;

    /// <summary>The columns rounded up to whole vectors.</summary>
    public int Room => _vectors * width;

    /// <summary>A panel by its number: its first column, how many vectors wide it is and how many columns of its last vector exist.</summary>
    public (int Start, int Vectors, int Part) this[int panel]
    {
        get
        {
            // Four vectors at the end are 2 + 2 rather than 3 + 1.
            int first = 3 * panel, vectors = Math.Min(3, _vectors - first);
            if (_vectors % 3 == 1 && _vectors > 1 && panel >= Count - 2)
                (first, vectors) = (panel == Count - 1 ? first - 1 : first, 2);
            return (first * width, vectors, Math.Min(width, columns - (first + vectors - 1) * width));
        }
    }
}
