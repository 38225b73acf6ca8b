namespace Backprop;

/// <summary>Derivatives of a single recorded op call, by the op's own gradient rule.</summary>
internal static class LocalDerivative
{
    /// <summary>
    /// J · v for tangents v of some inputs. A gradient rule gives g = uᵀ · J, which is linear in u; so ∂(g · v)/∂u is J · v,
    /// all outputs at once, and it holds for any op whose rule is written in ops.
    /// </summary>
    /// <param name="call">The call; the op is run again on the same inputs.</param>
    /// <param name="tangents">For each input a tangent of its count, or null for zeros.</param>
    /// <param name="wanted">For each output whether it is asked for.</param>
    /// <returns>For each output a tangent of its count; null where it was not asked for.</returns>
    public static double[]?[] Forward(OpCall call, double[]?[] tangents, bool[] wanted)
    {
        var inputs = new Tensor[tangents.Length];
        for (var n = 0; n < inputs.Length; n++)
            inputs[n] = tangents[n] is null ? call.Inputs[n].Detach() : call.Inputs[n].WithGradient();
        var outputs = call.Op.ApplyAll(inputs);
        var asked = Enumerable.Range(0, outputs.Length).Where(o => wanted[o] && outputs[o].NeedsGradient).ToArray();
        var weights = asked.Select(o => Tensor.OnesLike(outputs[o]).WithGradient()).ToArray();
        var moving = Enumerable.Range(0, inputs.Length).Where(n => tangents[n] is not null).ToArray();
        var grads = Gradients.Of([.. asked.Select(o => outputs[o])], weights, [.. moving.Select(n => inputs[n])], createGraph: true);

        Tensor? along = null;
        for (var m = 0; m < moving.Length; m++)
        {
            if (grads[m] is not { NeedsGradient: true } grad)
                continue;
            var input = inputs[moving[m]];
            var part = (grad * Tensor.From(tangents[moving[m]]!, input.Shape).Convert(input.DType)).Sum();
            along = along is null ? part : along + part;
        }

        var found = along is null ? new Tensor?[asked.Length] : Gradients.Of([along], [Tensor.OnesLike(along)], weights);
        var result = new double[]?[outputs.Length];
        for (var o = 0; o < outputs.Length; o++)
        {
            if (wanted[o])
                result[o] = new double[outputs[o].Count];
        }

        for (var a = 0; a < asked.Length; a++)
            result[asked[a]] = found[a]?.ToDoubles() ?? result[asked[a]];
        return result;
    }
}
