namespace Backprop;

/// <summary>
/// One backward pass told in full: the layers' values and δ, the recorded ops, and for one weight each factor of the chain
/// rule, their product, the difference quotient and what a step does to the weight. Everything is read from the recorded
/// ops, so it holds for any network, op and loss; it is computed in float64 on a copy of the network, as in prediction:
/// dropout is off, batch norm uses its running statistics.
/// </summary>
/// <remarks>
/// A float32 number is taken as the shortest decimal that stands for it: 0.1, not 0.100000001490116.
/// Source of the form: Mazur, "A step by step backpropagation example".
/// </remarks>
public sealed partial record Explanation
{
    /// <summary>The network as people read it.</summary>
    public required string Network { get; init; }

    /// <summary>The loss as it is registered.</summary>
    public required string LossName { get; init; }

    /// <summary>What the features are called; empty: they have numbers only.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>What went in, row-major.</summary>
    public required IReadOnlyList<double> Input { get; init; }

    /// <summary>∂L/∂input; zeros for codes of categories, which have none.</summary>
    public required IReadOnlyList<double> InputGradient { get; init; }

    /// <summary>What the loss compares with: class numbers or values, row-major.</summary>
    public required IReadOnlyList<double> Target { get; init; }

    /// <summary>The layers in the order in which they finished.</summary>
    public required IReadOnlyList<LayerTrace> Layers { get; init; }

    /// <summary>The recorded op calls in the order of the forward pass.</summary>
    public required IReadOnlyList<OperationTrace> Operations { get; init; }

    /// <summary>L.</summary>
    public required double Loss { get; init; }

    /// <summary>The explained weight with its index, <c>layers.0.weight[1,2]</c>.</summary>
    public required string Weight { get; init; }

    /// <summary>∂L/∂weight by the backward pass.</summary>
    public required double Gradient { get; init; }

    /// <summary>The chain rule from the loss, or from the first sum, down to the weight.</summary>
    public required ChainLink Chain { get; init; }

    /// <summary>The chains of the elements that sums led to, nearest first; not all if there are many.</summary>
    public required IReadOnlyList<ChainLink> Links { get; init; }

    /// <summary>How many chains of elements that sums led to are left out.</summary>
    public required int OmittedLinks { get; init; }

    /// <summary>The same derivative by central differences.</summary>
    public required NumericCheck Check { get; init; }

    /// <summary>What a step does.</summary>
    public required WeightUpdate Update { get; init; }

    /// <summary>What the reader should know: dropout is off, the weight is frozen.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Explains the backward pass of a batch, usually of one row.</summary>
    /// <param name="network">With values; it is not changed.</param>
    /// <param name="input">[batch, …] as the network takes it.</param>
    /// <param name="target">As the loss takes it.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="options">Which weight, and how much.</param>
    /// <exception cref="SettingsException">There is no such weight (the nearest is suggested), or a layer is not known.</exception>
    /// <exception cref="ShapeException">Input or target do not fit, or the weight's index is outside of its shape.</exception>
    public static Explanation Of(Module network, Tensor input, Tensor target, Loss loss, ExplainOptions? options = null)
    {
        options ??= new();
        options.Validate();
        var copy = Precise.Copy(network, options.Build);
        var frozen = network.Parameters.Where(p => p.Frozen).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var (x, t) = (Precise.Of(input), Precise.Of(target));
        var tape = new Tape(copy, x, y => loss.Of(y, t));
        var (weight, element) = WeightName.Find(copy, options.Weight, p => tape.Gradient(p), frozen);

        var builder = new ChainBuilder(tape, options.Terms);
        var (chain, open) = builder.Link(weight, element);
        var gradient = Backward(tape, copy, weight, element);
        var (links, omitted) = Follow(builder, open, options.Links);
        var experiments = new WeightExperiments(copy, weight, element, () => loss.Of(copy.Forward(x), t));
        return new()
        {
            Network = network.ToString(),
            LossName = loss.Name,
            FeatureNames = options.FeatureNames,
            Input = x.ToDoubles(),
            InputGradient = tape.Gradient(tape.Input),
            Target = t.ToDoubles(),
            Layers = [.. tape.Layers.Select(l => Layer(tape, l.Module, l.Input, l.Output))],
            Operations = [.. tape.Calls.Select(c => Operation(tape, c, loss.Name))],
            Loss = tape.Loss.Item(),
            Weight = chain.Variable,
            Gradient = gradient,
            Chain = Named(chain, loss.Name),
            Links = [.. links.Select(l => Named(l, loss.Name))],
            OmittedLinks = omitted,
            Check = experiments.Check(gradient),
            Update = experiments.Step(gradient, options, frozen),
            Notes = [.. NotesOn(network, frozen.Contains(weight.Name) ? weight.Name : null)],
        };
    }

    // Backward is asked, too: the chain must not agree with the trace alone.
    private static double Backward(Tape tape, Module copy, Parameter weight, int element)
    {
        tape.Loss.Backward(keepGraph: true);
        var gradient = weight.Grad?.At(element) ?? 0;
        copy.ClearGrads();
        return gradient;
    }

    // Breadth first: the links nearest to the weight come first.
    private static (List<ChainLink> Links, int Omitted) Follow(ChainBuilder builder, IReadOnlyList<(Tensor Tensor, int Element)> open, int limit)
    {
        var links = new List<ChainLink>();
        var seen = new HashSet<(Tensor Tensor, int Element)>();
        var queue = new Queue<(Tensor Tensor, int Element)>(open.Where(seen.Add));
        while (links.Count < limit && queue.TryDequeue(out var next))
        {
            var (link, above) = builder.Link(next.Tensor, next.Element);
            // The loss itself needs no link: its gradient is 1.
            if (link.Factors.Count == 0 && link.Sum is null)
                continue;
            links.Add(link);
            foreach (var further in above.Where(seen.Add))
                queue.Enqueue(further);
        }

        return (links, queue.Count);
    }

    private static LayerTrace Layer(Tape tape, Module module, Tensor input, Tensor output) => new()
    {
        Path = module.Path,
        Kind = module.Kind,
        Text = module.ToString(),
        Symbol = tape.Name(output),
        PassThrough = ReferenceEquals(input, output),
        Shape = output.Shape.Sizes.ToArray(),
        Output = output.ToDoubles(),
        Delta = tape.Gradient(output),
    };

    private static OperationTrace Operation(Tape tape, OpCall call, string loss) => new()
    {
        Op = call.Op.Name,
        Constants = call.Op.Constants,
        Layer = tape.Owner(call) is { Length: > 0 } owner ? owner : $"loss {loss}",
        Inputs = [.. call.Inputs.Select(i => tape.Name(i))],
        Result = tape.Name(call.Outputs[0]),
        Shape = call.Outputs[0].Shape.Sizes.ToArray(),
        Values = call.Outputs[0].ToDoubles(),
        Gradients = tape.Gradient(call.Outputs[0]),
    };

    private static ChainLink Named(ChainLink link, string loss)
    {
        return link with
        {
            Factors = [.. link.Factors.Select(Name)],
            Sum = link.Sum is { } sum ? sum with { Terms = [.. sum.Terms.Select(t => t with { Factor = Name(t.Factor) })] } : null,
        };

        ChainFactor Name(ChainFactor factor) => factor.Layer.Length > 0 ? factor : factor with { Layer = $"loss {loss}" };
    }

    private static IEnumerable<string> NotesOn(Module network, string? frozen)
    {
        if (network.All.Any(m => m is Dropout { Probability: > 0 }))
            yield return "dropout is off, as in prediction: in training it would set some of the values to 0";
        if (network.All.Any(m => m is BatchNorm1d))
            yield return "batch norm uses its running mean and variance, as in prediction: in training it would use the batch's";
        if (frozen is not null)
            yield return $"'{frozen}' is frozen: training leaves it as it is, the step below is what it would do otherwise";
    }
}
