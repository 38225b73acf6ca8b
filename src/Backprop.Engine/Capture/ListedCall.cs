namespace Backprop.Engine;

/// <summary>A call in a program's listing.</summary>
/// <param name="Stage">Which stage it runs in, from 0.</param>
/// <param name="Parts">In how many parts of rows the stage is cut.</param>
/// <param name="Call">The op, its inputs and outputs.</param>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="Bytes">Bytes read and written, each tensor once.</param>
internal sealed record ListedCall(int Stage, int Parts, TracedCall Call, long Flops, long Bytes);
