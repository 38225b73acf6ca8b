using System.Globalization;

namespace Backprop.Engine;

/// <summary>
/// With e = t − p the mean of max(q · e, (q − 1) · e): the best prediction is the quantile q (Koenker and Bassett 1978).
/// For one level the prediction has the target's shape; for several [batch, …, levels], the target [batch, …].
/// </summary>
public sealed record QuantileLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "quantile";

    /// <summary>The levels q, each in (0, 1): 0.5 is the median.</summary>
    public IReadOnlyList<double> Levels { get; init => field = Check(value); } = [0.5];

    /// <inheritdoc/>
    public override Settings Settings => base.Settings.With("levels", Levels);

    private double[] Check(IReadOnlyList<double> levels)
    {
        if (levels.Count == 0)
            throw new SettingsException($"the setting 'levels' of the loss '{Name}' must list 1 or more levels");
        return [.. levels.Select(q => InRange("levels", q, q is > 0 and < 1, "more than 0 and less than 1"))];
    }

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target)
    {
        if (Levels.Count == 1)
            target = Matching(prediction, target);
        else if (prediction.Shape[^1] != Levels.Count || target.Count * Levels.Count != prediction.Count || target.Shape[0] != prediction.Shape[0])
        {
            throw Mismatch(
                string.Create(CultureInfo.InvariantCulture, $"predictions [batch, …, {Levels.Count}] (one for each level) and targets [batch, …]"),
                prediction, target, "give the last layer one output for each level");
        }
        else
        {
            target = target.Convert(prediction.DType).Reshape(prediction.Shape.With(-1, 1));
        }

        var error = target - prediction;
        var level = Tensor.Constant<double>([.. Levels], Levels.Count).Convert(prediction.DType);
        return (Ops.Maximum(error * level, error * (level - 1)), null);
    }
}
