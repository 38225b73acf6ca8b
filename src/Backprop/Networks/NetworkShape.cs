namespace Backprop;

/// <summary>What a network is built between.</summary>
/// <param name="Features">Dense inputs of a row.</param>
/// <param name="Embeddings">Embedded categories; their codes stand after the dense inputs.</param>
/// <param name="Outputs">Outputs of a row.</param>
public sealed record NetworkShape(int Features, IReadOnlyList<EmbeddingSpec> Embeddings, int Outputs);
