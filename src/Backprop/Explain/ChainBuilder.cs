namespace Backprop;

/// <summary>
/// Follows an element of a tensor up to the loss through the recorded calls. From one layer's end to the next, tangents are
/// carried forward call by call; where one element is reached the chain goes on as a product, where several are reached it
/// ends in a sum over them.
/// </summary>
internal sealed class ChainBuilder(Tape tape, int termLimit)
{
    // How far a sum over all ways may be from what the backward pass found: the rounding of two orders of summation.
    private const double Rounding = 1e-9;

    /// <summary>The chain of an element, and the elements its sum leads to.</summary>
    public (ChainLink Link, IReadOnlyList<(Tensor Tensor, int Element)> Above) Link(Tensor tensor, int element)
    {
        var variable = tape.Name(tensor, element);
        var gradient = tape.Gradient(tensor)[element];
        var factors = new List<ChainFactor>();
        ChainSum? sum = null;
        var above = new List<(Tensor, int)>();
        var connected = true;
        while (!ReferenceEquals(tensor, tape.Loss))
        {
            var (edges, flat) = Edges(tensor, element);
            if (edges.Count > 1)
            {
                (sum, var shown) = Sum(tensor, element, edges);
                above.AddRange(shown.Select(e => (e.Tensor, e.Element)));
                break;
            }

            connected = edges.Count == 1;
            if ((connected ? edges[0] : flat) is not { } edge)
                break;
            factors.Insert(0, edge.Factor);
            if (!connected)
                break;
            (tensor, element) = (edge.Tensor, edge.Element);
        }

        var link = new ChainLink { Variable = variable, Gradient = gradient, Factors = factors, Sum = sum, Connected = connected };
        Require(link.Product, gradient, Math.Abs(link.Product), variable);
        return (link, above);
    }

    private (ChainSum Sum, IReadOnlyList<Edge> Shown) Sum(Tensor tensor, int element, List<Edge> edges)
    {
        var total = edges.Sum(e => e.Term);
        Require(total, tape.Gradient(tensor)[element], edges.Sum(e => Math.Abs(e.Term)), tape.Name(tensor, element));
        // The largest terms, shown in the order of the network.
        var large = edges.Count <= termLimit
            ? edges
            : [.. edges.Index().OrderByDescending(e => Math.Abs(e.Item.Term)).ThenBy(e => e.Index).Take(termLimit).OrderBy(e => e.Index).Select(e => e.Item)];
        return (new()
        {
            By = tape.Name(tensor, element),
            Terms = [.. large.Select(e => new ChainTerm(e.Gradient, e.Factor))],
            Omitted = edges.Count - large.Count,
            OmittedSum = edges.Except(large).Sum(e => e.Term),
            Total = total,
        }, large);
    }

    private static void Require(double chain, double gradient, double scale, string variable)
    {
        if (!(Math.Abs(chain - gradient) <= Rounding * Math.Max(scale, Math.Abs(gradient)) + double.Epsilon))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"the chain rule gives ∂L/∂{variable} = {chain:G17} but the backward pass gave {gradient:G17}: an op's gradient rule contradicts itself"));
        }
    }

    /// <summary>The elements at the next ends that an element moves; if it moves none, the factor of 0 where it is stopped.</summary>
    private (List<Edge> Edges, Edge? Flat) Edges(Tensor from, int element)
    {
        var start = new double[from.Count];
        start[element] = 1;
        var tangents = new Dictionary<Tensor, double[]>(ReferenceEqualityComparer.Instance) { [from] = start };
        var ways = new Dictionary<Tensor, Way>(ReferenceEqualityComparer.Instance) { [from] = new([], 1) };
        var edges = new List<Edge>();
        Edge? flat = null;
        foreach (var call in tape.Calls)
        {
            var moving = new double[]?[call.Inputs.Count];
            for (var n = 0; n < moving.Length; n++)
            {
                // Past an end the chain goes on as another factor.
                if (ReferenceEquals(call.Inputs[n], from) || !tape.IsEnd(call.Inputs[n]))
                    moving[n] = tangents.GetValueOrDefault(call.Inputs[n]);
            }

            if (moving.All(m => m is null))
                continue;
            var found = LocalDerivative.Forward(call, moving, [.. call.Outputs.Select(tape.Reaches)]);
            for (var o = 0; o < found.Length; o++)
            {
                if (found[o] is not { } tangent)
                    continue;
                var output = call.Outputs[o];
                tangents[output] = tangent;
                var way = Step(call, moving, ways, tangent);
                ways[output] = way;
                if (!tape.IsEnd(output))
                    continue;
                var gradients = tape.Gradient(output);
                for (var k = 0; k < tangent.Length; k++)
                {
                    if (tangent[k] != 0)
                        edges.Add(Reached(from, element, call, output, k, tangent[k], gradients[k], way));
                }

                var same = tangent.Length == from.Count ? element : 0;
                flat ??= Reached(from, element, call, output, same, 0, gradients[same], way);
            }
        }

        return (edges, flat);
    }

    private Edge Reached(Tensor from, int element, OpCall last, Tensor output, int k, double value, double gradient, Way way) => new(
        output, k, gradient, new()
        {
            Of = tape.Name(output, k),
            By = tape.Name(from, element),
            Value = value,
            Layer = tape.Owner(last),
            // The last op has as many derivatives as it has elements; this is the one of k.
            Operations = way.Before is { } before ? [.. way.Operations[..^1], way.Operations[^1] with { Value = value / before }] : way.Operations,
        });

    // One way of single elements has a derivative at each op; past a meeting of ways only the ops' names are known.
    private static Way Step(OpCall call, double[]?[] moving, Dictionary<Tensor, Way> ways, double[] tangent)
    {
        // A way that is stopped by a factor of 0 (a target of 0) is none.
        var inputs = Enumerable.Range(0, moving.Length).Where(n => moving[n] is { } v && v.Any(x => x != 0)).ToArray();
        if (inputs.Length == 0)
            inputs = [Array.FindIndex(moving, m => m is not null)];
        var before = ways[call.Inputs[inputs[0]]];
        var op = new OpFactor(call.Op.ToString(), Meaning.Of(call.Op.Name, inputs[0]), null);
        if (inputs.Length == 1 && before.Operations.All(o => o.Value is not null))
        {
            var single = moving[inputs[0]]!.Where(v => v != 0).Take(2).ToArray();
            if (single.Length == 1)
            {
                var reached = tangent.Where(v => v != 0).Take(2).ToArray();
                return new([.. before.Operations, reached.Length == 1 ? op with { Value = reached[0] / single[0] } : op], single[0]);
            }
        }

        return new([.. before.Operations.Select(o => o with { Value = null }), op], null);
    }

    /// <summary>Ops from an element up; the tangent before the last of them, if that was of one element.</summary>
    private sealed record Way(OpFactor[] Operations, double? Before);

    private sealed record Edge(Tensor Tensor, int Element, double Gradient, ChainFactor Factor)
    {
        public double Term => Gradient * Factor.Value;
    }
}
