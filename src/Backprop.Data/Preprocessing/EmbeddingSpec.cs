namespace Backprop.Data;

/// <summary>A category the network learns vectors for.</summary>
/// <param name="Column">The column.</param>
/// <param name="Cardinality">
/// How many codes there are. Code 0 is every label that was unseen, or seen once only, in the training part.
/// </param>
/// <param name="Width">A suggested length of the vectors.</param>
public sealed record EmbeddingSpec(string Column, int Cardinality, int Width);
