namespace Backprop.Data;

/// <summary>A table in three parts that share no row.</summary>
/// <param name="Train">What is fitted.</param>
/// <param name="Validation">What settings and the stopping point are chosen by; null when its fraction is 0.</param>
/// <param name="Test">What is looked at once, at the end; null when its fraction is 0.</param>
public sealed record DataSplit(TableData Train, TableData? Validation, TableData? Test);
