namespace Backprop.Onnx;

/// <summary>The size of an axis as it depends on the number of rows: <c>Rows · batch + Fixed</c>.</summary>
internal readonly record struct Dim(int Rows, int Fixed)
{
    /// <summary>From the sizes at two numbers of rows.</summary>
    public static Dim Of(int size, int rows, int otherSize, int otherRows)
    {
        var slope = (otherSize - size) / (otherRows - rows);
        return new(slope, size - (slope * rows));
    }

    /// <summary>Whether it is the same for any number of rows.</summary>
    public bool IsFixed => Rows == 0;
}
