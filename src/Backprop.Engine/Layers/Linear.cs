namespace Backprop.Engine;

/// <summary>
/// y = x · Wᵀ + b, for x of [batch, in] (or more axes before the last): y is [batch, out]. Weight [out, in], bias [out],
/// as in PyTorch.
/// </summary>
public sealed class Linear : Module
{
    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> features.</summary>
    /// <param name="inputs">Features of the input, at least 1.</param>
    /// <param name="outputs">Features of the output, at least 1.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="weightInitializer">Null: one that suits the activation that follows.</param>
    /// <param name="biasInitializer">Null: zeros.</param>
    /// <exception cref="SettingsException">A size is below 1.</exception>
    public Linear(int inputs, int outputs, bool bias = true, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        if (inputs < 1 || outputs < 1)
            throw new SettingsException($"a linear layer needs at least 1 input and 1 output but was given {inputs} → {outputs}");
        Inputs = inputs;
        Outputs = outputs;
        Weight = AddParameter("weight", [outputs, inputs], weightInitializer);
        Bias = bias ? AddParameter("bias", outputs, biasInitializer ?? new Zeros()) : null;
    }

    /// <summary>Features of the input.</summary>
    public int Inputs { get; }

    /// <summary>Features of the output.</summary>
    public int Outputs { get; }

    /// <summary>W, [out, in].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [out], if there is one.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override string Kind => "linear";

    /// <inheritdoc/>
    public override string Description => $"{Inputs} → {Outputs}{(Bias is null ? ", no bias" : "")}";

    /// <inheritdoc/>
    public override Settings Settings => new Settings(Kind).With("in", Inputs).With("out", Outputs).With("bias", Bias is not null);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Pass pass)
    {
        if (input.Rank < 2 || input.Shape[^1] != Inputs)
        {
            throw Mismatch($"[batch, {Inputs}]", input, input.Rank < 2
                ? "add a batch axis: Reshape(1, -1) makes one row of it"
                : $"build the layer as new Linear({input.Shape[^1]}, {Outputs}), or let what stands before it give {Inputs} features");
        }

        RequireDType(input, Weight);
        return Ops.Linear(input, Weight, Bias);
    }
}
