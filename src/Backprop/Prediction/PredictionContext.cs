namespace Backprop;

/// <summary>What one call needs to itself: forward programs for some numbers of rows, and room for their results.</summary>
internal sealed class PredictionContext(Func<Tensor, Tensor> forward, int inputs, int width)
{
    /// <summary>Rows of the programs; no result depends on them.</summary>
    public static ReadOnlySpan<int> Rows => [1, 8, 64, 512];

    private readonly ForwardProgram?[] _programs = new ForwardProgram?[Rows.Length];
    private double[] _values = new double[width];

    /// <summary>The program for <see cref="Rows"/>[size].</summary>
    public ForwardProgram Program(int size) => _programs[size] ?? Capture(size);

    /// <summary>Results of the program's rows.</summary>
    public Span<double> Values(int size) => _values.AsSpan(0, Rows[size] * width);

    private ForwardProgram Capture(int size)
    {
        if (_values.Length < Rows[size] * width)
            _values = new double[Rows[size] * width];
        return _programs[size] = ForwardProgram.Capture(forward, [Rows[size], inputs]);
    }
}
