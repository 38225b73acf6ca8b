namespace Backprop.Engine;

/// <summary>
/// <see cref="Adam"/> with weight decay apart from the gradient: w ← w(1 − ηλ) before the step (Loshchilov and Hutter 2019).
/// </summary>
public sealed class AdamW : Adam
{
    /// <summary>Of these parameters; learning rate 0.001 and weight decay 0.01 unless set.</summary>
    public AdamW(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.001 and weight decay 0.01 unless set.</summary>
    public AdamW(IEnumerable<ParameterGroup> groups) : base(groups) => WeightDecay = 0.01;

    /// <inheritdoc/>
    public override string Kind => "adamw";

    private protected override bool DecaysWeights => true;
}
