namespace Backprop.Engine.Tests;

/// <summary>Every differentiable op has a case here; see <see cref="OpContractTests"/>. One part a family of ops.</summary>
public static partial class GradientCases
{
    public static IReadOnlyList<GradientCase> All { get; } = [.. Elementwise(), .. Structure()];

    // One input at several shapes, the first one small: every element of its Jacobian is checked.
    private static IEnumerable<GradientCase> Unary(
        string op, Func<Tensor, Tensor> function, double low = -2, double high = 2, double[]? kinks = null, bool secondOrder = true)
    {
        foreach (int[] shape in new int[][] { [2, 3], [], [1], [19], [3, 1, 5] })
            yield return new(op, x => function(x[0]), [new(shape, low, high, kinks ?? [])], secondOrder);
    }

    // Two inputs, broadcast in every way.
    private static IEnumerable<GradientCase> Binary(
        string op, Func<Tensor, Tensor, Tensor> function, (double Low, double High)? a = null, (double Low, double High)? b = null, bool secondOrder = true)
    {
        var ((aLow, aHigh), (bLow, bHigh)) = (a ?? (-2, 2), b ?? (-2, 2));
        foreach (var (left, right) in new (int[], int[])[]
            { ([2, 3], [2, 3]), ([2, 3], [3]), ([3], [2, 3]), ([3, 1], [1, 4]), ([], [5]), ([7], []), ([2, 1, 3], [4, 1]), ([5, 40], [40]) })
        {
            yield return new(op, x => function(x[0], x[1]), [new(left, aLow, aHigh), new(right, bLow, bHigh)], secondOrder);
        }
    }

    // A gradient op: two inputs of one shape.
    private static IEnumerable<GradientCase> Slope(string op, Op sample, double low = -2, double high = 2, params double[] kinks)
    {
        foreach (int[] shape in new int[][] { [2, 3], [], [19] })
            yield return new(op, x => sample.Apply(x[0], x[1]), [new(shape, low, high, kinks), new(shape)]);
    }
}
