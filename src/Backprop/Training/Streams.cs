namespace Backprop;

/// <summary>The streams of a run's seed, so that no two uses of chance draw the same numbers.</summary>
internal static class Streams
{
    public const ulong Initialization = 1, Order = 2, Dropout = 3;
}
