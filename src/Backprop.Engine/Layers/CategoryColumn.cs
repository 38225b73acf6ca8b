namespace Backprop.Engine;

/// <summary>A column of category codes in a table, for <see cref="CategoryEmbedding"/>.</summary>
/// <param name="Name">As people call it; part of the weight's name.</param>
/// <param name="Count">Codes are 0 … count − 1.</param>
/// <param name="Width">Features each code becomes.</param>
public sealed record CategoryColumn(string Name, int Count, int Width);
