namespace Backprop.Engine;

/// <summary>
/// The memory that intermediate results of all programs of a step share, one block for each dtype: a program uses it from
/// its start to its end, then the next one does.
/// </summary>
internal sealed class Arena
{
    private readonly (Array Storage, int Offset)[] _blocks = new (Array, int)[4];
    private readonly int[] _counts = new int[4];

    /// <summary>Counts up when a block has grown, so that programs know that they must bind anew.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>Bytes of all blocks.</summary>
    public long Bytes => Enum.GetValues<DType>().Sum(d => (long)_counts[(int)d] * d.Size());

    /// <summary>At least so many elements of a dtype.</summary>
    public void Reserve(DType dtype, int count)
    {
        if (count <= _counts[(int)dtype])
            return;
        _counts[(int)dtype] = count;
        _blocks[(int)dtype] = dtype.AllocateAligned(count);
        Version++;
    }

    /// <summary>Where the elements of a dtype begin.</summary>
    public (Array Storage, int Offset) Block(DType dtype) => _blocks[(int)dtype];
}
