using System.Globalization;

namespace Backprop.Engine;

/// <summary>
/// y = (x − mean) / √(variance + ε) · weight + bias, for each feature of [batch, features] or [batch, features, length]
/// (Ioffe and Szegedy 2015). In training mean and (biased) variance are the batch's, and the running ones move towards
/// them by <see cref="Momentum"/>, the variance unbiased; in prediction the running ones are used. State as in PyTorch.
/// </summary>
/// <remarks>A training batch of one value a feature has no variance: the running statistics are used and not moved.</remarks>
public sealed class BatchNorm1d : Module
{
    private readonly BatchNormOp _norm;

    /// <summary>For this many features.</summary>
    /// <param name="features">Size of axis 1, at least 1.</param>
    /// <param name="epsilon">ε, more than 0.</param>
    /// <param name="momentum">How far the running statistics move, in [0, 1].</param>
    /// <param name="affine">Whether there are weight and bias.</param>
    /// <exception cref="SettingsException">A number is outside of its range.</exception>
    public BatchNorm1d(int features, double epsilon = 1e-5, double momentum = 0.1, bool affine = true)
    {
        if (features < 1)
            throw new SettingsException($"batch norm needs at least 1 feature but was given {features}");
        if (momentum is not (>= 0 and <= 1))
            throw new SettingsException($"the momentum of batch norm must be from 0 to 1 but is {momentum.ToString(CultureInfo.InvariantCulture)}");
        Features = features;
        Epsilon = Normalization.CheckEpsilon("batch norm", epsilon);
        Momentum = momentum;
        _norm = new(Epsilon);
        if (affine)
        {
            Weight = AddParameter("weight", features, new Ones());
            Bias = AddParameter("bias", features, new Zeros());
        }

        RunningMean = AddBuffer("running_mean", features, new Zeros());
        RunningVariance = AddBuffer("running_var", features, new Ones());
        BatchesTracked = AddBuffer("num_batches_tracked", Shape.Scalar, new Zeros(), DType.Int32);
    }

    /// <summary>Size of axis 1.</summary>
    public int Features { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>How far the running statistics move towards a batch's.</summary>
    public double Momentum { get; }

    /// <summary>[features], if affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>[features], if affine.</summary>
    public Parameter? Bias { get; }

    /// <summary>[features].</summary>
    public Buffer RunningMean { get; }

    /// <summary>[features].</summary>
    public Buffer RunningVariance { get; }

    /// <summary>How many training batches it has seen.</summary>
    public Buffer BatchesTracked { get; }

    /// <inheritdoc/>
    public override string Kind => "batch_norm_1d";

    /// <inheritdoc/>
    public override string Description => $"{Features}";

    /// <inheritdoc/>
    public override Settings Settings => new Settings(Kind)
        .With("features", Features).With("eps", Epsilon).With("momentum", Momentum).With("affine", Weight is not null);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Pass pass)
    {
        if (input.Rank is not (2 or 3) || input.Shape[1] != Features)
        {
            throw Mismatch($"[batch, {Features}] or [batch, {Features}, length]", input, input.Rank is 2 or 3
                ? $"build the layer for {input.Shape[1]} features"
                : "Reshape it, or let another norm do it");
        }

        RequireDType(input, RunningMean);
        // Per-feature tensors stand as [features] beside [batch, features], as [features, 1] beside [batch, features, length].
        var perFeature = input.Rank == 2 ? new Shape(Features) : [Features, 1];
        var values = input.Count / Features;
        if (pass.IsTraining && values > 1 && input.Rank == 2 && Weight is not null)
        {
            var outputs = _norm.ApplyAll(input, Weight, Bias!);
            Track(outputs[1], outputs[2], values);
            return outputs[0];
        }

        Tensor centred, variance;
        if (pass.IsTraining && values > 1)
        {
            int[] axes = input.Rank == 2 ? [0] : [0, 2];
            var mean = input.Mean(axes, keepAxes: true);
            centred = input - mean;
            variance = centred.Square().Mean(axes, keepAxes: true);
            Track(mean, variance, values);
        }
        else
        {
            centred = input - RunningMean.Reshape(perFeature);
            variance = RunningVariance.Reshape(perFeature);
        }

        var output = centred / (variance + Epsilon).Sqrt();
        return Weight is null ? output : output * Weight.Reshape(perFeature) + Bias!.Reshape(perFeature);
    }

    private void Track(Tensor mean, Tensor variance, int values)
    {
        using var scope = Execution.NoGradient();
        var unbiased = (double)values / (values - 1);
        RunningMean.Set(RunningMean * (1 - Momentum) + mean.Reshape(Features) * Momentum);
        RunningVariance.Set(RunningVariance * (1 - Momentum) + variance.Reshape(Features) * (Momentum * unbiased));
        BatchesTracked.Increment();
    }
}
