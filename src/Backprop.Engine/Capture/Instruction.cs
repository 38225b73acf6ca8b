namespace Backprop.Engine;

/// <summary>An op with the memory it works on.</summary>
/// <param name="Op">What is done.</param>
/// <param name="Inputs">Bound to memory.</param>
/// <param name="Outputs">Bound to memory.</param>
/// <param name="Shared">Whether threads share the work of this call; else it runs on the thread that has come to it.</param>
/// <param name="Call">The number of the call it is, or is a part of, in the program's listing.</param>
internal readonly record struct Instruction(Op Op, Tensor[] Inputs, Tensor[] Outputs, bool Shared, int Call);
