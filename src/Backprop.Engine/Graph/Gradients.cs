namespace Backprop.Engine;

/// <summary>The backward pass: the chain rule over the recorded graph, from the results down.</summary>
public static class Gradients
{
    /// <summary>∂<paramref name="loss"/>/∂input for each input, without touching any <see cref="Tensor.Grad"/>.</summary>
    /// <param name="loss">A tensor of one element.</param>
    /// <param name="inputs">Any tensors the loss was computed from, intermediate ones too.</param>
    /// <param name="createGraph">Record this pass, so that its results can be differentiated again.</param>
    /// <param name="keepGraph">Keep what the forward pass saved; always kept with <paramref name="createGraph"/>.</param>
    /// <returns>For each input its gradient; zeros where the loss does not depend on it.</returns>
    public static Tensor[] Of(Tensor loss, IReadOnlyList<Tensor> inputs, bool createGraph = false, bool keepGraph = false)
    {
        CheckLoss(loss);
        var found = Walk([loss], [Tensor.OnesLike(loss)], inputs, createGraph, keepGraph || createGraph, null);
        return [.. inputs.Select((input, i) => found[i] ?? Tensor.ZerosLike(input))];
    }

    /// <summary>
    /// The vector-Jacobian product: Σ ∂outputs/∂input · <paramref name="outputGradients"/>, for each input; null where none
    /// of the outputs depends on it.
    /// </summary>
    public static Tensor?[] Of(
        IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> outputGradients, IReadOnlyList<Tensor> inputs,
        bool createGraph = false, bool keepGraph = false) =>
        Walk(outputs, outputGradients, inputs, createGraph, keepGraph || createGraph, null);

    /// <summary>A backward pass that keeps the graph, touches no <see cref="Tensor.Grad"/> and tells every step.</summary>
    public static IReadOnlyList<BackwardStep> Trace(Tensor loss)
    {
        CheckLoss(loss);
        var steps = new List<BackwardStep>();
        Walk([loss], [Tensor.OnesLike(loss)], null, createGraph: false, keepGraph: true, steps.Add, collect: false);
        return steps;
    }

    internal static void Backward(Tensor loss, bool keepGraph, bool createGraph)
    {
        CheckLoss(loss);
        Walk([loss], [Tensor.OnesLike(loss)], null, createGraph, keepGraph || createGraph, null);
    }

    // The gradient of a fused op through its composition; only calls between its inputs and its outputs are walked.
    internal static Tensor?[] OfComposition(Tensor[] composed, Tensor[] grads, ReadOnlySpan<Tensor> inputs, in GradientContext context)
    {
        var leaves = new Tensor[inputs.Length];
        for (var i = 0; i < leaves.Length; i++)
            leaves[i] = inputs[i];
        return Walk(composed, grads, leaves, context.CreateGraph, keepGraph: true, null, stopAtInputs: true);
    }

    internal static void CheckLoss(Tensor loss)
    {
        if (loss.Count != 1)
            throw new ShapeException($"Backward starts at a scalar but this tensor has the shape {loss.Shape}: reduce it first (Mean or Sum)");
        if (!loss.NeedsGradient)
        {
            throw new ShapeException(
                "Backward found nothing that needs gradients: compute the loss from parameters or from tensors made by WithGradient(), "
                + "outside of Execution.NoGradient()");
        }
    }

    /// <summary>
    /// Walks calls in reverse topological order. With <paramref name="inputs"/> the gradients of those are returned and
    /// nothing below them is walked; without, every leaf collects its gradient.
    /// </summary>
    private static Tensor?[] Walk(
        IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> outputGradients, IReadOnlyList<Tensor>? inputs,
        bool createGraph, bool keepGraph, Action<BackwardStep>? observe, bool collect = true, bool stopAtInputs = false)
    {
        var targets = inputs is null ? null : new HashSet<Tensor>(inputs, ReferenceEqualityComparer.Instance);
        var (order, wanted) = Sort(outputs, targets, stopAtInputs);
        var grads = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        using var scope = Execution.NoGradientUnless(createGraph);

        for (var i = 0; i < outputs.Count; i++)
            Add(outputs[i], outputGradients[i]);

        for (var i = order.Count - 1; i >= 0; i--)
        {
            var call = order[i];
            var outputGrads = new Tensor?[call.Outputs.Count];
            var any = false;
            for (var o = 0; o < outputGrads.Length; o++)
                any |= (outputGrads[o] = grads.GetValueOrDefault(call.Outputs[o])) is not null;
            if (!any)
                continue;

            call.CheckVersions();
            var callInputs = call.InputArray;
            var needs = new bool[callInputs.Length];
            for (var n = 0; n < needs.Length; n++)
                needs[n] = wanted.Contains(callInputs[n]);
            var inputGrads = call.Op.Gradient(new GradientContext(call, outputGrads, needs, createGraph));
            for (var n = 0; n < needs.Length; n++)
            {
                if (!needs[n] || inputGrads[n] is not { } grad)
                {
                    inputGrads[n] = null;
                    continue;
                }

                inputGrads[n] = grad = grad.SumTo(callInputs[n].Shape);
                Add(callInputs[n], grad);
            }

            observe?.Invoke(new(call, outputGrads, inputGrads));
            // Nobody above asks for these again, unless they were asked for by name.
            foreach (var output in call.Outputs)
            {
                if (targets?.Contains(output) != true)
                    grads.Remove(output);
            }

            if (!keepGraph)
                call.Release();
        }

        if (inputs is not null)
            return [.. inputs.Select(grads.GetValueOrDefault)];
        foreach (var (leaf, grad) in collect ? grads : [])
        {
            if (leaf.Producer is null && leaf.NeedsGradient)
                leaf.Grad = leaf.Grad is { } before ? before + grad : grad;
        }

        return [];

        void Add(Tensor tensor, Tensor grad) =>
            grads[tensor] = grads.TryGetValue(tensor, out var before) ? before + grad : grad;
    }

    // Depth first: every call stands after the calls its inputs come from. Wanted are the tensors that lead to a target.
    private static (List<OpCall> Order, HashSet<Tensor> Wanted) Sort(IReadOnlyList<Tensor> outputs, HashSet<Tensor>? targets, bool stopAtTargets)
    {
        var order = new List<OpCall>();
        var wanted = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var seen = new HashSet<OpCall>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(OpCall Call, int Next)>();

        foreach (var output in outputs)
        {
            Visit(output);
            while (stack.TryPop(out var top))
            {
                var (call, next) = top;
                var callInputs = call.InputArray;
                if (next < callInputs.Length)
                {
                    stack.Push((call, next + 1));
                    Visit(callInputs[next]);
                    continue;
                }

                if (!callInputs.Any(wanted.Contains))
                    continue;
                order.Add(call);
                foreach (var made in call.Outputs)
                    wanted.Add(made);
            }
        }

        return (order, wanted);

        void Visit(Tensor tensor)
        {
            if (!tensor.NeedsGradient && targets?.Contains(tensor) != true)
                return;
            var isTarget = targets is null ? tensor.Producer is null : targets.Contains(tensor);
            if (isTarget)
                wanted.Add(tensor);
            // Another target may lie below a target; the inputs of a composition count as independent.
            if (tensor.Producer is { } producer && !(isTarget && stopAtTargets) && seen.Add(producer))
                stack.Push((producer, 0));
        }
    }
}
