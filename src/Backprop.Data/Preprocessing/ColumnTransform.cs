using System.Text.Json.Serialization;
using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>
/// How one column becomes inputs of the network, with the figures fitted on the training part. A new kind is one record
/// of this kind and one line here, by which it is found in model files.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NumberTransform), "number")]
[JsonDerivedType(typeof(QuantileTransform), "quantile")]
[JsonDerivedType(typeof(BooleanTransform), "boolean")]
[JsonDerivedType(typeof(OneHotTransform), "one-hot")]
[JsonDerivedType(typeof(EmbeddingTransform), "embedding")]
[JsonDerivedType(typeof(DateTransform), "date")]
[JsonDerivedType(typeof(NoTransform), "none")]
public abstract record ColumnTransform
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>The names of the dense inputs it makes, in order.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> Features { get; }

    /// <summary>The embedding it asks for, or null.</summary>
    [JsonIgnore]
    public virtual EmbeddingSpec? Embedding => null;

    /// <summary>Writes its inputs of some rows: row i's at <c>features[i · stride + offset]</c> and on.</summary>
    internal virtual void Write(Column column, ReadOnlySpan<int> rows, Span<float> features, int stride, int offset) { }

    /// <summary>Writes its embedding's codes: row i's at <c>codes[i · stride + offset]</c>.</summary>
    internal virtual void WriteCodes(Column column, ReadOnlySpan<int> rows, Span<int> codes, int stride, int offset) { }

    /// <summary>The place of a label that is not among <see cref="Places"/>.</summary>
    internal const int Other = -1;

    /// <summary>The place of a missing label.</summary>
    internal const int MissingLabel = -2;

    /// <summary>The labels that have a place, in order; for a boolean none are listed, its places are 0 and 1.</summary>
    internal virtual IReadOnlyList<string> Places => [];

    /// <summary>Writes the inputs of one number or date (its seconds), NaN where missing.</summary>
    internal virtual void WriteNumber(double value, Span<float> inputs) { }

    /// <summary>Writes the inputs of one label, given by its place.</summary>
    internal virtual void WriteLabel(int place, Span<float> inputs) { }

    /// <summary>The code of one label, given by its place.</summary>
    internal virtual int CodeOf(int place) => 0;

    /// <summary>Checks what a file may have broken.</summary>
    internal abstract string? Problem(InputColumn input);

    /// <summary>For <see cref="Problem"/>: whether all are finite.</summary>
    private protected static bool Finite(params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if (!double.IsFinite(value))
                return false;
        return true;
    }

    /// <exception cref="SettingsException">The transform's figures make no sense for this input.</exception>
    internal void Validate(InputColumn input)
    {
        var problem = Column != input.Name ? $"it is for the column '{Column}'" : Problem(input);
        if (problem is not null)
            throw new SettingsException($"the preprocessing of the input '{input.Name}' is damaged: {problem}");
    }
}
