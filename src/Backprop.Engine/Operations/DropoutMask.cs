using System.Globalization;

namespace Backprop.Engine;

/// <summary>
/// A mask of 0 (with a probability) or 1 / (1 − probability): element i is kept if word i of the stream at the step is below
/// (1 − probability) · 2³². Same seed, stream and step, same mask. Input: the step, an int32 scalar. No gradient.
/// </summary>
public sealed class DropoutMaskOp : Op
{
    /// <summary>For a tensor of this dtype and shape.</summary>
    /// <exception cref="SettingsException">The probability is not in [0, 1].</exception>
    public DropoutMaskOp(double probability, Philox stream, TensorSpec output)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new SettingsException(string.Create(
                CultureInfo.InvariantCulture, $"a dropout probability must be in [0, 1] but is {probability}"));
        }

        (Probability, Stream, Output) = (probability, stream, output);
    }

    /// <summary>How likely an element is dropped.</summary>
    public double Probability { get; }

    /// <summary>Where the random words come from.</summary>
    public Philox Stream { get; }

    /// <summary>What the mask is made for.</summary>
    public TensorSpec Output { get; }

    /// <inheritdoc/>
    public override string Name => "dropout_mask";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"probability: {Probability}, {Output}");

    /// <inheritdoc/>
    public override bool Differentiable => false;

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        if (Require.Int(this, inputs[0], "step").Shape.Count != 1)
            throw new ShapeException($"'dropout_mask' takes one step but got {inputs[0]}");
        return [Require.Float(this, Output)];
    }

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        var (step, mask) = ((uint)inputs[0].Span<int>()[0], outputs[0]);
        if (workers.Count > 1 && mask.Count >= 2 * Part)
            workers.For((mask.Count + Part - 1) / Part, new FillJob(this, mask, step));
        else
            Fill(mask, 0, mask.Count, step);
    }

    // A multiple of four, so that a part starts where a block of words starts.
    private const int Part = 8192;

    private readonly struct FillJob(DropoutMaskOp op, Tensor mask, uint step) : IPartsJob
    {
        public void Run(int part) => op.Fill(mask, part * Part, Math.Min(Part, mask.Count - part * Part), step);
    }

    private void Fill(Tensor mask, int start, int length, uint step)
    {
        var (kept, value) = (1 - Probability, Probability < 1 ? 1 / (1 - Probability) : 0);
        if (mask.DType == DType.Float32)
            RandomFill.Mask(Stream, step, kept, (float)value, mask.Writable<float>().Slice(start, length), start);
        else
            RandomFill.Mask(Stream, step, kept, value, mask.Writable<double>().Slice(start, length), start);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [null];
}

public static partial class Ops
{
    /// <summary>
    /// Each element 0 with a probability, else multiplied by 1 / (1 − probability) (Srivastava et al. 2014). The same
    /// stream and step drop the same elements: every layer needs a stream of its own.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="probability">How likely an element is dropped, in [0, 1].</param>
    /// <param name="stream">Where the random words come from.</param>
    /// <param name="step">The step of training, an int32 scalar.</param>
    /// <exception cref="SettingsException">The probability is not in [0, 1].</exception>
    public static Tensor Dropout(this Tensor x, double probability, Philox stream, Tensor step) =>
        probability == 0 ? x : x * new DropoutMaskOp(probability, stream, x.Spec).Apply(step);
}
