namespace Backprop;

/// <summary>Derivatives of ops in words, for the reader; an op without an entry is shown by its name.</summary>
internal static class Meaning
{
    private static readonly Dictionary<string, string[]> Rules = new(StringComparer.Ordinal)
    {
        ["linear"] = ["z = W·x + b, so the weight", "z = W·x + b, so the input", "z = W·x + b, so 1"],
        ["matmul"] = ["the right matrix's element", "the left matrix's element"],
        ["sigmoid"] = ["y·(1 − y)"],
        ["tanh"] = ["1 − y²"],
        ["relu"] = ["1 where x > 0, else 0"],
        ["leaky_relu"] = ["1 where x > 0, else the slope"],
        ["elu"] = ["1 where x > 0, else y + α"],
        ["gelu"] = ["Φ(x) + x·φ(x)"],
        ["silu"] = ["σ(x)·(1 + x·(1 − σ(x)))"],
        ["softplus"] = ["σ(βx)"],
        ["hard_sigmoid"] = ["1/6 where −3 < x < 3, else 0"],
        ["softmax"] = ["yₖ·(1 − yₖ), −yₖ·yᵢ beside the diagonal"],
        ["log_softmax"] = ["1 − pᵢ, −pᵢ beside the diagonal"],
        ["softmax_cross_entropy"] = ["p − t with p = softmax(z)"],
        ["exp"] = ["y"],
        ["log"] = ["1/x"],
        ["sqrt"] = ["1/(2y)"],
        ["square"] = ["2x"],
        ["abs"] = ["the sign"],
        ["negate"] = ["−1"],
        ["add"] = ["1", "1"],
        ["subtract"] = ["1", "−1"],
        ["multiply"] = ["the other factor", "the other factor"],
        ["divide"] = ["1/divisor", "−quotient/divisor"],
        ["mean"] = ["1/n"],
        ["sum"] = ["1"],
        ["reshape"] = ["1"],
        ["index_select"] = ["1 for a chosen row"],
        ["concatenate"] = ["1"],
    };

    /// <summary>The rule of an op for an input, or nothing.</summary>
    public static string Of(string op, int input) => Rules.TryGetValue(op, out var rules) ? rules[Math.Min(input, rules.Length - 1)] : "";
}
