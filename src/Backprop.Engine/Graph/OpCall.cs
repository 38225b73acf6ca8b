namespace Backprop.Engine;

/// <summary>One recorded use of an op: what went in and what came out. The graph of these is the tape.</summary>
public sealed class OpCall
{
    private readonly int[]? _versions;
    private Tensor[]? _inputs;

    internal OpCall(Op op, Tensor[] inputs, Tensor[] outputs)
    {
        Op = op;
        _inputs = inputs;
        Outputs = outputs;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Version != 0)
                (_versions ??= new int[inputs.Length])[i] = inputs[i].Version;
        }
    }

    /// <summary>The op.</summary>
    public Op Op { get; }

    /// <summary>What went in.</summary>
    /// <exception cref="InvalidOperationException">A backward pass freed it.</exception>
    public IReadOnlyList<Tensor> Inputs => InputArray;

    /// <summary>What came out.</summary>
    public IReadOnlyList<Tensor> Outputs { get; }

    internal Tensor[] InputArray => _inputs ?? throw new InvalidOperationException(
        $"the backward pass through '{Op.Name}' needs what the forward pass saved, but an earlier Backward freed it: "
        + "call Backward(keepGraph: true) the first time, or compute the loss again");

    internal bool Released => _inputs is null;

    internal void Release() => _inputs = null;

    /// <summary>Fails if a variable that went in has been changed since: its gradient would be of other values.</summary>
    internal void CheckVersions()
    {
        for (var i = 0; _versions is not null && i < _versions.Length; i++)
        {
            if (InputArray[i].Version != _versions[i])
            {
                throw new InvalidOperationException(
                    $"{InputArray[i].Display} was changed between the forward pass and Backward, so the gradient through "
                    + $"'{Op.Name}' would be of other values: call Backward before the update, or compute the loss again");
            }
        }
    }
}
