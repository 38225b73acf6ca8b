namespace Backprop.Engine.Tests;

/// <summary>A function through an op, and inputs it is checked at.</summary>
/// <param name="Op">The op's registered name; the function must record a call of it.</param>
/// <param name="Function">Of the inputs, in float64.</param>
/// <param name="Inputs">Shapes and ranges.</param>
/// <param name="SecondOrder">Whether the gradient of the gradient is checked, too.</param>
public sealed record GradientCase(string Op, Func<Tensor[], Tensor> Function, GradientInput[] Inputs, bool SecondOrder = true)
{
    public Tensor[] Values(ulong seed) => [.. Inputs.Select((input, i) => input.Values(new Philox(seed, (ulong)i)))];

    public override string ToString() => $"{Op} {string.Join(", ", Inputs.Select(i => new Shape(i.Shape)))}";
}

/// <summary>An input: uniform in a range, no value nearer than 0.05 to a kink.</summary>
public sealed record GradientInput(int[] Shape, double Low = -2, double High = 2, params double[] Kinks)
{
    public Tensor Values(Philox random)
    {
        var shape = new Shape(Shape);
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var step = 0U;
            do
                values[i] = Low + (High - Low) * random.Uniform((uint)i, step++);
            while (Kinks.Any(k => Math.Abs(values[i] - k) < 0.05));
        }

        return Tensor.From(values, shape);
    }
}
