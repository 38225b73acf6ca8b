namespace Backprop.Engine;

/// <summary>y = x + f(x): the inner layers learn what to change (He et al. 2016). They must give the shape they take.</summary>
public sealed class Residual : Module
{
    /// <summary>Around a layer, or a <see cref="Sequential"/> of them.</summary>
    public Residual(Module inner) => Inner = AddChild("inner", inner);

    /// <summary>f.</summary>
    public Module Inner { get; }

    /// <inheritdoc/>
    public override string Kind => "residual";

    /// <inheritdoc/>
    public override Settings Settings => new Settings(Kind).With("inner", Inner.Settings);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Pass pass)
    {
        var change = Inner.Forward(input, pass);
        return change.Shape == input.Shape
            ? input + change
            : throw Mismatch(
                $"{Inner} to give the shape it takes, because both are added,", input,
                $"it gave {change.Shape}; let the last layer inside give {input.Shape[^1]} features");
    }
}
