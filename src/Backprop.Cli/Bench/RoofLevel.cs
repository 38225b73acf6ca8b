namespace Backprop.Cli;

/// <summary>A cache or memory, with bytes a second over all threads.</summary>
/// <param name="Name"><c>L1</c>, <c>L2</c>, <c>L3</c> or <c>memory</c>.</param>
/// <param name="Holds">Bytes it holds, of all threads together.</param>
/// <param name="Read">When read.</param>
/// <param name="Write">When written.</param>
/// <param name="Copy">When half is read and half is written.</param>
internal sealed record RoofLevel(string Name, double Holds, double Read, double Write, double Copy)
{
    /// <summary>The fastest of the three.</summary>
    public double Best => Math.Max(Read, Math.Max(Write, Copy));
}
