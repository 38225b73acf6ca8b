namespace Backprop.Numerics.Kernels;

/// <summary>
/// The columns of C cut into panels of 1 to 3 vectors. A last panel that would stick out is moved back over columns
/// already done where they may be done twice (they get the same bits), else it is padded.
/// </summary>
internal struct Panels(int columns, int width)
{
    private int _next;

    /// <summary>The panel's first column.</summary>
    public int Start;

    /// <summary>How many vectors wide it is.</summary>
    public int Vectors;

    /// <summary>How many of its columns exist; fewer than it is wide only where it is padded.</summary>
    public int Columns;

    /// <summary>How many panels there are.</summary>
    public readonly int Count => ((columns + width - 1) / width + 2) / 3;

    /// <summary>Goes to the next panel, if there is one.</summary>
    public bool Next(bool mayRepeat)
    {
        var left = columns - _next;
        if (left <= 0)
            return false;
        var vectors = (left + width - 1) / width;
        Vectors = vectors == 4 ? 2 : Math.Min(3, vectors); // 2 + 2 rather than 3 + 1
        Start = _next;
        if (Vectors * width > left && mayRepeat)
        {
            if (columns >= Vectors * width)
                Start = columns - Vectors * width;
            else if (Vectors > 1)
                Vectors--;
        }

        Columns = Math.Min(Vectors * width, columns - Start);
        _next = Start + Columns;
        return true;
    }

    /// <summary>Goes to a panel by its number, from 0; the last is padded.</summary>
    public void Go(int panel)
    {
        var last = panel > 0 && panel == Count - 1 && (columns + width - 1) / width % 3 == 1;
        _next = (3 * panel - (last ? 1 : 0)) * width;
        Next(mayRepeat: false);
    }
}
