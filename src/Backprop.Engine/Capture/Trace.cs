using System.Globalization;

namespace Backprop.Engine;

/// <summary>A recorded step: calls in order, what goes in, what comes out.</summary>
/// <param name="Calls">In the order in which the eager step would run them.</param>
/// <param name="Aliases">Tensors that share the memory of another one.</param>
/// <param name="Inputs">One for each tensor of a batch.</param>
/// <param name="Step">The random position, an int32 scalar.</param>
/// <param name="Loss">A scalar.</param>
/// <param name="Gradients">For each parameter; null if the loss does not depend on it.</param>
/// <param name="Parameters">What gradients are computed of.</param>
internal sealed record Trace(
    IReadOnlyList<TracedCall> Calls, IReadOnlyDictionary<Tensor, Tensor> Aliases, Tensor[] Inputs, Tensor Step,
    Tensor Loss, Tensor?[] Gradients, IReadOnlyList<Parameter> Parameters)
{
    /// <summary>Follows aliases to the tensor that owns the memory.</summary>
    public Tensor Root(Tensor tensor)
    {
        while (Aliases.TryGetValue(tensor, out var next))
            tensor = next;
        return tensor;
    }

    /// <summary>Fails if another trace of the same function differs: then it depends on more than its inputs.</summary>
    public void EnsureSame(Trace other)
    {
        var numbers = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < Inputs.Length; i++)
            numbers.Add(Inputs[i], other.Inputs[i]);
        numbers.Add(Step, other.Step);
        if (Calls.Count != other.Calls.Count)
            Fail(string.Create(CultureInfo.InvariantCulture, $"{Calls.Count} ops the first time and {other.Calls.Count} the second"));
        for (var i = 0; i < Calls.Count; i++)
        {
            var (a, b) = (Calls[i], other.Calls[i]);
            if (a.Op.GetType() != b.Op.GetType() || a.Op.ToString() != b.Op.ToString() || !a.InputSpecs.SequenceEqual(b.InputSpecs))
                Fail($"'{a.Op}' the first time and '{b.Op}' the second");
            for (var n = 0; n < a.Inputs.Length; n++)
            {
                var (x, y) = (Root(a.Inputs[n]), other.Root(b.Inputs[n]));
                if (x is Variable || y is Variable || !x.HasValues || !y.HasValues)
                {
                    if (!ReferenceEquals(numbers.GetValueOrDefault(x, x), y))
                        Fail($"an input of '{a.Op}' was another tensor the second time");
                }
                else if (!ReferenceEquals(x, y) && !SameBits(x, y))
                {
                    Fail($"a constant {x.Spec} of '{a.Op}' had other values the second time");
                }
            }

            for (var n = 0; n < a.Outputs.Length; n++)
                numbers.Add(a.Outputs[n], b.Outputs[n]);
        }

        static void Fail(string difference) => throw new CaptureException(
            $"the step is not the same each time: {difference}. What changes from step to step must be an input of the step; "
            + "random numbers come from the pass");
    }

    /// <summary>Whether two tensors are alike to the last bit.</summary>
    public static bool SameBits(Tensor a, Tensor b) => a.Spec == b.Spec && a.DType switch
    {
        DType.Float32 => Same<float>(a, b),
        DType.Float64 => Same<double>(a, b),
        DType.Int32 => Same<int>(a, b),
        _ => Same<bool>(a, b),
    };

    private static bool Same<T>(Tensor a, Tensor b) where T : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(a.Span<T>()).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(b.Span<T>()));
}
