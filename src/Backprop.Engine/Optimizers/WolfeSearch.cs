namespace Backprop.Engine;

/// <summary>
/// A line search for the strong Wolfe conditions f(t) ≤ f(0) + c₁t·f′(0) and |f′(t)| ≤ c₂|f′(0)| (Nocedal and Wright 2006,
/// algorithms 3.5 and 3.6) by cubic interpolation, with the safeguards of minFunc (Schmidt 2005), which PyTorch follows.
/// A point whose loss is not finite counts as too high.
/// </summary>
internal sealed class WolfeSearch(Func<double, WolfeSearch.Point> evaluate, double[] direction, double changeTolerance)
{
    private const double Decrease = 1e-4;  // c₁
    private const double Curvature = 0.9;  // c₂
    private const int MostSteps = 25;

    private readonly double _greatest = FlatParameters.Greatest(direction);

    /// <summary>What is known at a length along the direction.</summary>
    internal sealed record Point(double Length, double Value, double[] Gradient, double Slope)
    {
        public bool IsFinite => double.IsFinite(Value) && double.IsFinite(Slope) && double.IsFinite(FlatParameters.Greatest(Gradient));
    }

    public int Evaluations { get; private set; }

    /// <summary>The point found, or else the lowest of the last bracket.</summary>
    public Point Run(double length, Point start)
    {
        var steps = 0;
        var (low, high) = Bracket(length, start, ref steps);
        if (high is null)
            return low;
        var slow = false;
        // Low and high name a bracket's ends by their loss; the order they were found in plays no part.
        while (steps < MostSteps && Math.Abs(high.Length - low.Length) * _greatest >= changeTolerance)
        {
            var (left, right) = (Math.Min(low.Length, high.Length), Math.Max(low.Length, high.Length));
            var t = Cubic(low, high, left, right);
            var margin = 0.1 * (right - left);
            if (Math.Min(right - t, t - left) < margin)
            {
                // Too near an end: allowed once, then moved inwards.
                var move = slow || t >= right || t <= left;
                if (move)
                    t = Math.Abs(t - right) < Math.Abs(t - left) ? right - margin : left + margin;
                slow = !move;
            }
            else
            {
                slow = false;
            }

            var point = Evaluate(t);
            steps++;
            if (TooHigh(point, start) || point.Value >= low.Value)
            {
                (low, high) = point.IsFinite && point.Value < low.Value ? (point, low) : (low, point);
                continue;
            }

            if (Flat(point, start))
                return point;
            if (point.Slope * (high.Length - low.Length) >= 0)
                high = low;
            low = point;
        }

        return low;
    }

    // Lengthens the step until a minimum lies between two points; high is null when a point meets the conditions already.
    private (Point Low, Point? High) Bracket(double length, Point start, ref int steps)
    {
        var (before, point) = (start, Evaluate(length));
        for (; steps < MostSteps; steps++)
        {
            if (TooHigh(point, start) || (steps > 1 && point.Value >= before.Value))
                return Ordered(before, point);
            if (Flat(point, start))
                return (point, null);
            if (point.Slope >= 0)
                return Ordered(before, point);
            var t = Cubic(before, point, point.Length + 0.01 * (point.Length - before.Length), point.Length * 10);
            (before, point) = (point, Evaluate(t));
        }

        return Ordered(start, point);
    }

    private static (Point Low, Point High) Ordered(Point first, Point second) =>
        !second.IsFinite || first.Value <= second.Value ? (first, second) : (second, first);

    private Point Evaluate(double length)
    {
        Evaluations++;
        return evaluate(length);
    }

    private static bool TooHigh(Point point, Point start) =>
        !point.IsFinite || point.Value > start.Value + Decrease * point.Length * start.Slope;

    private static bool Flat(Point point, Point start) => Math.Abs(point.Slope) <= -Curvature * start.Slope;

    // Where the cubic through both values and slopes is lowest, within bounds; the middle if it has no minimum.
    private static double Cubic(Point a, Point b, double low, double high)
    {
        if (a.Length > b.Length)
            (a, b) = (b, a);
        var middle = a.Slope + b.Slope - 3 * (a.Value - b.Value) / (a.Length - b.Length);
        var square = middle * middle - a.Slope * b.Slope;
        if (!(square >= 0) || !double.IsFinite(square))
            return (low + high) / 2;
        var root = Math.Sqrt(square);
        var lowest = b.Length - (b.Length - a.Length) * ((b.Slope + root - middle) / (b.Slope - a.Slope + 2 * root));
        return double.IsNaN(lowest) ? (low + high) / 2 : Math.Min(Math.Max(lowest, low), high);
    }
}
