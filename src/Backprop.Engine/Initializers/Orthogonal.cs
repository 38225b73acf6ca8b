namespace Backprop.Engine;

/// <summary>
/// A random matrix [rows, rest] whose rows (or columns, if there are more rows) are orthonormal, times a gain: signals keep
/// their length (Saxe, McClelland and Ganguli 2014). Gram and Schmidt, done twice, of a normal matrix, in double.
/// </summary>
public sealed record Orthogonal : Initializer
{
    /// <inheritdoc/>
    public override string Name => "orthogonal";

    /// <summary>A factor for the activation that follows (<see cref="Activation.Gain"/>); 1 for none.</summary>
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override void Fill(Span<double> values, Shape shape, Philox random)
    {
        CheckGain(Gain);
        if (shape.Rank < 2)
            throw new ShapeException($"orthogonal values need at least 2 axes but the shape is {shape}: choose another initializer for it");
        if (values.IsEmpty)
            return;
        var rows = shape[0];
        var columns = shape.Count / rows;
        var (vectors, size) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var basis = new double[vectors * size]; // [vectors, size]
        FillNormal(basis, 0, 1, random);
        for (var i = 0; i < vectors; i++)
        {
            var vector = basis.AsSpan(i * size, size);
            // The second time takes away what rounding left of the first.
            for (var time = 0; time < 2; time++)
            {
                for (var j = 0; j < i; j++)
                {
                    var other = basis.AsSpan(j * size, size);
                    var along = Dot(vector, other);
                    for (var k = 0; k < size; k++)
                        vector[k] -= along * other[k];
                }
            }

            var length = Math.Sqrt(Dot(vector, vector));
            for (var k = 0; k < size; k++)
                vector[k] /= length;
        }

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                values[row * columns + column] = Gain * (rows <= columns ? basis[row * size + column] : basis[column * size + row]);
        }
    }

    // In order: the same bits everywhere.
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
