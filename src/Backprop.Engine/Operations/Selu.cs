namespace Backprop.Engine;

/// <summary>
/// y = λx where x &gt; 0, else λα (eˣ − 1), with the α and λ that keep mean 0 and variance 1 (SELU; Klambauer et al. 2017):
/// dx = λdy or dy ⊙ λα eˣ; λα dy at x = 0.
/// </summary>
public sealed class SeluOp : ParameterUnaryOp<EluOp.Kernel>
{
    /// <summary>α of the paper.</summary>
    public const double Alpha = 1.6732632423543772848170429916717;

    /// <summary>λ of the paper.</summary>
    public const double Scale = 1.0507009873554804934193349852946;

    internal static readonly SeluOp Instance = new();

    private SeluOp() : base(new(Alpha, Scale)) { }

    /// <inheritdoc/>
    public override string Name => "selu";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [new EluGradientOp(Alpha, Scale).Apply(context.Input(), context.Grad())];
}

public static partial class Ops
{
    /// <summary>The scaled exponential linear unit: λx where x &gt; 0, else λα (eˣ − 1).</summary>
    public static Tensor Selu(this Tensor x) => SeluOp.Instance.Apply(x);
}
