namespace Backprop;

/// <summary>What one recorded op contributes to a factor of the chain rule.</summary>
/// <param name="Op">The op, with its constants.</param>
/// <param name="Rule">Its derivative in words, such as <c>y·(1 − y)</c>; empty if there are none.</param>
/// <param name="Value">
/// Its derivative; null inside of a layer whose elements meet again (a norm): there the factor is the sum over all paths.
/// </param>
public sealed record OpFactor(string Op, string Rule, double? Value);
