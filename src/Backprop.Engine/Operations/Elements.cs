namespace Backprop.Engine;

/// <summary>
/// Cuts elementwise work for the workers: by shape, in fixed chunks, so that how many threads there are is seen in no bit.
/// </summary>
internal static class Elements
{
    /// <summary>Elements of a chunk: 128 KiB of float32.</summary>
    public const int Chunk = 32 * 1024;

    // Below this waking a thread costs more than it brings.
    private const int WorthSharing = 100_000;

    /// <summary>Whether so many elements are worth several threads.</summary>
    public static bool Shares(int count, Workers workers) => count >= WorthSharing && workers.Count > 1;

    /// <summary>Runs <c>body(start, length)</c> for all chunks of <paramref name="count"/> elements.</summary>
    public static void For(int count, Workers workers, Action<int, int> body) => For(count, Chunk, workers, body);

    private static void For(int count, int chunk, Workers workers, Action<int, int> body) =>
        workers.For((count + chunk - 1) / chunk, part => body(part * chunk, Math.Min(chunk, count - part * chunk)));

    /// <summary>
    /// Runs <c>body(axis, start, length)</c> for chunks of a result along its first axis of more than one element; inputs
    /// broadcast to it take their <see cref="Part"/>.
    /// </summary>
    public static void For(Shape result, Workers workers, Action<int, int, int> body)
    {
        var axis = 0;
        while (result[axis] == 1)
            axis++;
        var size = result[axis];
        For(size, Math.Max(1, Chunk / (result.Count / size)), workers, (start, length) => body(axis, start, length));
    }

    /// <summary>
    /// Where an input finds its part of a result's chunk: its first element and the part's shape. Along an axis that is
    /// repeated the part is the whole.
    /// </summary>
    public static (int Offset, Shape Shape) Part(Shape input, Shape result, int axis, int start, int length)
    {
        var own = axis - (result.Rank - input.Rank);
        return own < 0 || input[own] == 1
            ? (0, input)
            : (start * (input.Count / input[own]), input.With(own, length));
    }
}
