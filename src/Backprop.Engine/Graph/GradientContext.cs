namespace Backprop.Engine;

/// <summary>What a gradient rule may look at: the call's inputs and outputs, and the gradients of its outputs.</summary>
public readonly ref struct GradientContext
{
    private readonly OpCall _call;
    private readonly Tensor?[] _grads;
    private readonly ReadOnlySpan<bool> _needs;

    internal GradientContext(OpCall call, Tensor?[] grads, ReadOnlySpan<bool> needs, bool createGraph)
    {
        _call = call;
        _grads = grads;
        _needs = needs;
        CreateGraph = createGraph;
    }

    /// <summary>An input of the call.</summary>
    public Tensor Input(int index = 0) => _call.InputArray[index];

    /// <summary>All inputs of the call.</summary>
    public ReadOnlySpan<Tensor> Inputs => _call.InputArray;

    /// <summary>An output of the call.</summary>
    public Tensor Output(int index = 0) => _call.Outputs[index];

    /// <summary>∂loss/∂output, of the output's shape; zeros if nothing used that output.</summary>
    public Tensor Grad(int index = 0) => _grads[index] ?? Tensor.ZerosLike(_call.Outputs[index]);

    /// <summary>Whether anything used an output, so that it has a gradient; with one output always.</summary>
    public bool HasGrad(int index = 0) => _grads[index] is not null;

    /// <summary>Whether the gradient of an input is asked for; a rule need not compute the others.</summary>
    public bool Needs(int input) => _needs[input];

    internal bool CreateGraph { get; }
}
