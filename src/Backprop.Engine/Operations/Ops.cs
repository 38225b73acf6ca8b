namespace Backprop.Engine;

/// <summary>The ops as methods of tensors. Each is written in its op's own file.</summary>
public static partial class Ops;
