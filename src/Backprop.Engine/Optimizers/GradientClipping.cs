using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Keeps gradients small: first all together by their norm, g · min(1, maximum / (‖g‖₂ + 10⁻⁶)) (Pascanu, Mikolov and Bengio
/// 2013, with PyTorch's 10⁻⁶), then each element into ±maximum.
/// </summary>
public sealed record GradientClipping
{
    private readonly double? _maximumNorm;
    private readonly double? _maximumValue;

    /// <summary>Leaves gradients as they are.</summary>
    public static GradientClipping None { get; } = new();

    /// <summary>The greatest norm of all gradients together; null for any.</summary>
    /// <exception cref="SettingsException">It is not a number greater than 0.</exception>
    public double? MaximumNorm
    {
        get => _maximumNorm;
        init => _maximumNorm = value is { } norm ? InRange.Positive(norm, "gradient clipping", "maximum norm") : null;
    }

    /// <summary>The greatest magnitude of an element; null for any.</summary>
    /// <exception cref="SettingsException">It is not a number greater than 0.</exception>
    public double? MaximumValue
    {
        get => _maximumValue;
        init => _maximumValue = value is { } most ? InRange.Positive(most, "gradient clipping", "maximum value") : null;
    }

    /// <summary>What gradients of this norm are multiplied with.</summary>
    public double Factor(double norm) => MaximumNorm is { } maximum && maximum / (norm + 1e-6) < 1 ? maximum / (norm + 1e-6) : 1;

    internal double Limit => MaximumValue ?? double.PositiveInfinity;

    /// <summary>
    /// Replaces the gradients by clipped ones. An optimizer's own <see cref="Optimizer.Clipping"/> does it on the way, without
    /// another pass over memory.
    /// </summary>
    /// <returns>The norm before (see <see cref="GradientNorm"/>); not finite gradients stay as they are.</returns>
    public double Apply(IEnumerable<Parameter> parameters)
    {
        var clipped = parameters.Where(p => p.Grad is not null).ToArray();
        var norm = GradientNorm.Of(clipped, Execution.Workers);
        var factor = Factor(norm);
        if (!double.IsFinite(norm) || (factor == 1 && MaximumValue is null))
            return norm;
        foreach (var parameter in clipped)
        {
            // Into a new tensor: the old one may be the gradient of something else, too.
            var grad = parameter.Grad!;
            var result = Tensor.ZerosLike(grad);
            if (grad.DType == DType.Float32)
                Elementwise.Map(new UpdateKernels.ScaleAndClip<float>(factor, Limit), grad.Span<float>(), result.Writable<float>());
            else
                Elementwise.Map(new UpdateKernels.ScaleAndClip<double>(factor, Limit), grad.Span<double>(), result.Writable<double>());
            parameter.Grad = result;
        }

        return norm;
    }
}
