namespace Backprop.Engine;

/// <summary>
/// y = eˣ / Σ eˣ along an axis: scores become probabilities. Losses work on the scores (logits) themselves, so this
/// belongs into a network only where its probabilities are used inside.
/// </summary>
public sealed class Softmax : Activation
{
    /// <summary>Along this axis; negative counts from the end.</summary>
    public Softmax(int axis = -1) => Axis = axis;

    /// <summary>The axis whose elements sum to 1.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override string Kind => "softmax";

    /// <inheritdoc/>
    public override string Description => Axis == -1 ? "" : $"axis {Axis}";

    /// <inheritdoc/>
    public override Settings Settings => base.Settings.With("axis", Axis);

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor input) => input.Softmax(Axis);
}
