namespace Backprop.Engine;

/// <summary>All parameters as one vector in float64, and what L-BFGS does with such vectors, in fixed order.</summary>
internal sealed class FlatParameters(IReadOnlyList<Parameter> parameters)
{
    public int Count { get; } = parameters.Sum(p => p.Count);

    /// <summary>The values.</summary>
    public double[] Values()
    {
        var result = new double[Count];
        var at = 0;
        foreach (var parameter in parameters)
        {
            Read(parameter, result.AsSpan(at, parameter.Count));
            at += parameter.Count;
        }

        return result;
    }

    /// <summary>The gradients; zero where there is none or the parameter is frozen.</summary>
    public double[] Gradients()
    {
        var result = new double[Count];
        var at = 0;
        foreach (var parameter in parameters)
        {
            if (parameter.Grad is { } grad && !parameter.Frozen)
                Read(grad, result.AsSpan(at, parameter.Count));
            at += parameter.Count;
        }

        return result;
    }

    /// <summary>values = start + length · direction; frozen parameters stay.</summary>
    public void Set(double[] start, double length, double[] direction)
    {
        var at = 0;
        foreach (var parameter in parameters)
        {
            if (!parameter.Frozen)
            {
                if (parameter.DType == DType.Float32)
                {
                    var values = parameter.Writable<float>();
                    for (var i = 0; i < values.Length; i++)
                        values[i] = (float)Math.FusedMultiplyAdd(length, direction[at + i], start[at + i]);
                }
                else
                {
                    var values = parameter.Writable<double>();
                    for (var i = 0; i < values.Length; i++)
                        values[i] = Math.FusedMultiplyAdd(length, direction[at + i], start[at + i]);
                }

                parameter.Changed();
            }

            at += parameter.Count;
        }
    }

    /// <summary>Σ aᵢbᵢ over 16 chains of fused multiply-adds, i mod 16 each, joined in a tree.</summary>
    public static double Dot(double[] a, double[] b)
    {
        Span<double> lanes = stackalloc double[16];
        lanes.Clear();
        for (var i = 0; i < a.Length; i++)
            lanes[i % 16] = Math.FusedMultiplyAdd(a[i], b[i], lanes[i % 16]);
        for (var distance = 8; distance > 0; distance /= 2)
        {
            for (var i = 0; i < distance; i++)
                lanes[i] += lanes[i + distance];
        }

        return lanes[0];
    }

    /// <summary>x += scale · y.</summary>
    public static void Add(double[] x, double scale, double[] y)
    {
        for (var i = 0; i < x.Length; i++)
            x[i] = Math.FusedMultiplyAdd(scale, y[i], x[i]);
    }

    /// <summary>max |xᵢ|, which is NaN if any is.</summary>
    public static double Greatest(double[] x)
    {
        var result = 0.0;
        foreach (var value in x)
            result = Math.Max(result, Math.Abs(value));
        return result;
    }

    /// <summary>Σ |xᵢ|, in order.</summary>
    public static double SumOfMagnitudes(double[] x)
    {
        var result = 0.0;
        foreach (var value in x)
            result += Math.Abs(value);
        return result;
    }

    private static void Read(Tensor from, Span<double> to)
    {
        if (from.DType == DType.Float32)
        {
            var values = from.Span<float>();
            for (var i = 0; i < values.Length; i++)
                to[i] = values[i];
        }
        else
        {
            from.Span<double>().CopyTo(to);
        }
    }
}
