namespace Backprop.Engine;

/// <summary>
/// The ops of a function in the order in which they run, recorded on shapes alone, without running them: what an exporter
/// reads. The mode is prediction. What depends on constants alone is computed at once and stands here as a constant.
/// </summary>
public sealed class Recording
{
    private readonly IReadOnlyDictionary<Tensor, Tensor> _aliases;
    private readonly IReadOnlyList<Variable> _variables;

    private Recording(Tracer tracer, IReadOnlyList<Variable> variables, Tensor[] inputs, Tensor[] outputs, string[] layers, List<RecordedLayer> modules)
    {
        (_aliases, _variables, Inputs, Outputs, Layers) = (tracer.Aliases, variables, inputs, outputs, modules);
        Calls = [.. tracer.Calls.Select((call, i) => new RecordedCall(call.Op, call.Inputs, call.Outputs, layers[i]))];
    }

    /// <summary>What goes in.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>What comes out.</summary>
    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>The uses of ops, in order. A reshape is not among them: see <see cref="Source"/>.</summary>
    public IReadOnlyList<RecordedCall> Calls { get; }

    /// <summary>The layers that were run, innermost first.</summary>
    public IReadOnlyList<RecordedLayer> Layers { get; }

    /// <summary>Records a network's forward pass.</summary>
    /// <param name="network">Initialized.</param>
    /// <param name="input">What its input looks like.</param>
    /// <exception cref="ShapeException">The input does not fit the network.</exception>
    /// <exception cref="CaptureException">The network looks at values, so its ops are not always the same.</exception>
    public static Recording Of(Module network, TensorSpec input)
    {
        var tracer = new Tracer();
        var layers = new List<string>();
        var modules = new List<RecordedLayer>();
        var pass = Pass.Inference with { Observer = Observe };
        return Of(tracer, [.. network.State.Select(s => s.Variable).Distinct()], [Tensor.Symbol(input)], x => [network.Forward(x[0], pass)], layers, modules);

        // The innermost layer that ends after a call is the one it belongs to.
        void Observe(Module module, Tensor x, Tensor y)
        {
            while (layers.Count < tracer.Calls.Count)
                layers.Add(module.Path);
            modules.Add(new(module, x, y));
        }
    }

    /// <summary>Records a function of tensors.</summary>
    /// <param name="function">From inputs to outputs.</param>
    /// <param name="inputs">What the inputs look like.</param>
    public static Recording Of(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, params IReadOnlyList<TensorSpec> inputs) =>
        Of(new Tracer(), [], [.. inputs.Select(Tensor.Symbol)], x => [.. function(x)], [], []);

    /// <summary>The same outputs from simpler ops, if the op says how.</summary>
    /// <returns>Null for an op that is simple itself.</returns>
    public Recording? Compose(RecordedCall call)
    {
        Tensor[]? outputs = null;
        var result = Of(new Tracer(), _variables, [.. call.Inputs], x => outputs = call.Op.Compose(x) ?? [], [], []);
        return outputs is { Length: > 0 } ? result : null;
    }

    /// <summary>The tensor whose values these are: a reshape's input, or the tensor itself.</summary>
    public Tensor Source(Tensor tensor)
    {
        while (_aliases.TryGetValue(tensor, out var of))
            tensor = of;
        return tensor;
    }

    private static Recording Of(
        Tracer tracer, IReadOnlyList<Variable> variables, Tensor[] inputs, Func<Tensor[], Tensor[]> function, List<string> layers, List<RecordedLayer> modules)
    {
        using var scope = Execution.NoGradient();
        var outputs = tracer.While(variables, () => function(inputs));
        while (layers.Count < tracer.Calls.Count)
            layers.Add("");
        return new(tracer, variables, inputs, outputs, [.. layers], modules);
    }
}
