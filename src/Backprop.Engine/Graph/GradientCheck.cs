using System.Globalization;

namespace Backprop.Engine;

/// <summary>
/// Holds a gradient against central differences, in float64: for a random direction v,
/// (f(x + h·v) − f(x − h·v)) / 2h must be ∇f · v. One direction checks all elements of all inputs at once.
/// </summary>
public static class GradientCheck
{
    /// <summary>The step h: the cube root of float64's precision, where rounding and truncation errors meet.</summary>
    public const double Step = 6e-6;

    /// <summary>
    /// Checks ∂f/∂inputs in one random direction. A result that is not a scalar is weighted by random numbers and summed.
    /// </summary>
    /// <param name="function">What is checked; it must give the same result for the same inputs.</param>
    /// <param name="inputs">Float64 tensors, away from kinks.</param>
    /// <param name="tolerance">The largest allowed error, relative to the size of the derivative (or to 1 if that is smaller).</param>
    /// <param name="seed">Of the direction.</param>
    /// <param name="secondOrder">Whether to check the gradient of the gradient, too.</param>
    /// <exception cref="GradientCheckException">They differ; the message says by how much.</exception>
    public static void Direction(
        Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs, double tolerance = 1e-6, ulong seed = 1, bool secondOrder = false)
    {
        var random = new Philox(seed, 0x4772);
        Compare(x => Scalarize(function(x), random.Child(0)), inputs, tolerance, random.Child(1), "gradient");
        if (secondOrder)
        {
            // The first gradient, weighted, is a scalar function again.
            Compare(
                x =>
                {
                    var loss = Scalarize(function(x), random.Child(0));
                    if (!loss.NeedsGradient)
                        return Tensor.Scalar(0.0);
                    var grads = Gradients.Of(loss, x, createGraph: true);
                    return grads.Select((g, i) => Scalarize(g, random.Child(10 + (ulong)i))).Aggregate((a, b) => a + b);
                },
                inputs, tolerance * 10, random.Child(2), "second-order gradient");
        }
    }

    /// <summary>Checks every element of the Jacobian of <paramref name="function"/>; for small cases.</summary>
    /// <inheritdoc cref="Direction"/>
    public static void Full(Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs, double tolerance = 1e-6)
    {
        var outputs = function([.. inputs]).Count;
        for (var o = 0; o < outputs; o++)
        {
            var output = o;
            Tensor Element(Tensor[] x)
            {
                var pick = new double[outputs];
                pick[output] = 1;
                return (function(x).Reshape(outputs) * Tensor.Wrap(pick, outputs)).Sum();
            }

            var (_, grads) = Evaluate(Element, inputs);
            for (var n = 0; n < inputs.Count; n++)
            {
                for (var i = 0; i < inputs[n].Count; i++)
                {
                    var direction = inputs.Select(t => new double[t.Count]).ToArray();
                    direction[n][i] = 1;
                    var numeric = Difference(Element, inputs, direction);
                    Fail(grads[n].At(i), numeric, tolerance, $"∂output[{o}]/∂input{n}[{i}]");
                }
            }
        }
    }

    /// <summary>
    /// Checks ∂loss/∂parameters of a network in place, in one random direction; it must have been converted to float64.
    /// </summary>
    /// <inheritdoc cref="Direction"/>
    public static void Parameters(Module network, Func<Tensor> loss, double tolerance = 1e-6, ulong seed = 1)
    {
        var parameters = network.Parameters.Where(p => !p.Frozen).ToArray();
        var grads = Gradients.Of(loss(), parameters);
        var start = parameters.Select(p => p.ToArray<double>()).ToArray();
        var direction = RandomDirection(parameters, new Philox(seed, 0x5061));
        double At(double h)
        {
            for (var i = 0; i < parameters.Length; i++)
                parameters[i].Set(Moved(start[i], direction[i], h, parameters[i].Shape));
            return loss().Item();
        }

        var numeric = (At(Step) - At(-Step)) / (2 * Step);
        for (var i = 0; i < parameters.Length; i++)
            parameters[i].Set(Tensor.Wrap(start[i], parameters[i].Shape));
        Fail(Along(grads, direction), numeric, tolerance, "gradient of the parameters");
    }

    private static void Compare(Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs, double tolerance, Philox random, string what)
    {
        var direction = RandomDirection(inputs, random);
        var (_, grads) = Evaluate(function, inputs);
        Fail(Along(grads, direction), Difference(function, inputs, direction), tolerance, what);
    }

    private static (double Value, Tensor[] Grads) Evaluate(Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs)
    {
        var leaves = Leaves(inputs);
        var loss = function(leaves);
        return (loss.Item(), loss.NeedsGradient ? Gradients.Of(loss, leaves) : [.. leaves.Select(Tensor.ZerosLike)]);
    }

    private static Tensor[] Leaves(IReadOnlyList<Tensor> inputs) => [.. inputs.Select(t => t.DType == DType.Float64
        ? t.WithGradient()
        : throw new ShapeException($"gradients are checked in float64 but an input is {t.Spec}"))];

    private static double Difference(Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs, double[][] direction)
    {
        double At(double h) => function(Leaves(
            [.. inputs.Select((t, i) => Moved(t.ToArray<double>(), direction[i], h, t.Shape))])).Item();
        return (At(Step) - At(-Step)) / (2 * Step);
    }

    private static Tensor Moved(double[] from, double[] direction, double h, Shape shape)
    {
        var values = new double[from.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = from[i] + h * direction[i];
        return Tensor.Wrap(values, shape);
    }

    private static double[][] RandomDirection(IReadOnlyList<Tensor> inputs, Philox random) =>
        [.. inputs.Select((t, n) => Numbers(t.Count, random.Child((ulong)n)))];

    // Weights well away from zero, so that no output goes unnoticed.
    private static double[] Numbers(int count, Philox random) =>
        [.. Enumerable.Range(0, count).Select(i => (random.Word((uint)i, 1) % 2 == 0 ? 1 : -1) * (0.5 + random.Uniform((uint)i)))];

    private static Tensor Scalarize(Tensor x, Philox random) => (x * Tensor.Wrap(Numbers(x.Count, random), x.Shape)).Sum();

    private static double Along(Tensor[] grads, double[][] direction) =>
        grads.Select((g, n) => g.ToDoubles().Select((value, i) => value * direction[n][i]).Sum()).Sum();

    private static void Fail(double analytic, double numeric, double tolerance, string what)
    {
        var error = Math.Abs(analytic - numeric) / Math.Max(1, Math.Max(Math.Abs(analytic), Math.Abs(numeric)));
        if (!(error <= tolerance))
        {
            throw new GradientCheckException(string.Create(CultureInfo.InvariantCulture,
                $"the {what} is {analytic:G17} by the rule but {numeric:G17} by central differences: they differ by {error:E2}, more than {tolerance:E1}"));
        }
    }
}
