namespace Backprop.Engine;

/// <summary>
/// A row of the weight [count, width] for each code: an input [batch] (or any shape […]) becomes [batch, width] ([…, width]).
/// Codes are int32; float codes are converted (cut towards zero), so that they can stand in a table of numbers.
/// </summary>
public sealed class Embedding : Module
{
    /// <summary>For codes 0 … <paramref name="count"/> − 1.</summary>
    /// <param name="count">How many codes, at least 1.</param>
    /// <param name="width">Features of each, at least 1.</param>
    /// <param name="initializer">Null: normal with standard deviation 1, as in PyTorch.</param>
    /// <exception cref="SettingsException">A size is below 1.</exception>
    public Embedding(int count, int width, Initializer? initializer = null)
    {
        if (count < 1 || width < 1)
            throw new SettingsException($"an embedding needs at least 1 code and width 1 but was given {count} × {width}");
        Count = count;
        Width = width;
        Weight = AddParameter("weight", [count, width], initializer ?? new Normal());
    }

    /// <summary>How many codes.</summary>
    public int Count { get; }

    /// <summary>Features of each code.</summary>
    public int Width { get; }

    /// <summary>[count, width].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override string Kind => "embedding";

    /// <inheritdoc/>
    public override string Description => $"{Count} × {Width}";

    /// <inheritdoc/>
    public override Settings Settings => new Settings(Kind).With("count", Count).With("width", Width);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Pass pass)
    {
        if (input.DType == DType.Boolean)
            throw Mismatch($"codes 0 … {Count - 1} as int32 or floats", input, "use Convert(DType.Int32)");
        var rows = Weight.IndexSelect(0, input.Convert(DType.Int32).Reshape(input.Count));
        return rows.Reshape(new Shape([.. input.Shape.Sizes, Width]));
    }
}
