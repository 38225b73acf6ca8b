using System.Diagnostics;
using System.Globalization;

namespace Backprop.Engine;

/// <summary>
/// Records the ops of one step instead of running them: tensors that depend on inputs or variables are symbols without
/// values. What depends on constants alone is computed at once.
/// </summary>
internal sealed class Tracer
{
    [ThreadStatic]
    private static Tracer? t_current;

    private readonly List<TracedCall> _calls = [];
    private readonly Dictionary<Tensor, Tensor> _aliases = new(ReferenceEqualityComparer.Instance);

    /// <summary>The one that records on this thread, if any.</summary>
    public static Tracer? Current => t_current;

    /// <summary>Traces a loss and its gradients.</summary>
    /// <param name="function">Computes the loss from inputs and pass.</param>
    /// <param name="inputs">What a batch looks like.</param>
    /// <param name="pass">Mode and random stream; its step becomes an input.</param>
    /// <param name="parameters">What gradients are computed of.</param>
    public static Trace Record(Func<Tensor[], Pass, Tensor> function, TensorSpec[] inputs, Pass pass, IReadOnlyList<Parameter> parameters)
    {
        var tracer = new Tracer();
        var symbols = Array.ConvertAll(inputs, Tensor.Symbol);
        var step = Tensor.Symbol(new(DType.Int32, Shape.Scalar));
        return tracer.While(parameters, () =>
        {
            var loss = function(symbols, pass with { Step = step });
            Gradients.CheckLoss(loss);
            var gradients = GradientsOf(loss, parameters);
            return new Trace(tracer._calls, tracer._aliases, symbols, step, loss, gradients, parameters);
        });
    }

    /// <summary>The calls so far, in the order in which they would run.</summary>
    public IReadOnlyList<TracedCall> Calls => _calls;

    /// <summary>Tensors that share the memory of another one.</summary>
    public IReadOnlyDictionary<Tensor, Tensor> Aliases => _aliases;

    /// <summary>Runs a function whose calls are recorded; variables have no values meanwhile, so that reading one is noticed.</summary>
    public T While<T>(IReadOnlyList<Variable> variables, Func<T> run)
    {
        if (t_current is not null)
            throw new CaptureException("a step was captured inside of a step that is being captured: capture one after the other");
        var memory = variables.Select(p => p.Memory).ToArray();
        t_current = this;
        try
        {
            foreach (var variable in variables)
                variable.Bind(null, 0);
            return run();
        }
        finally
        {
            t_current = null;
            for (var i = 0; i < memory.Length; i++)
                variables[i].Bind(memory[i].Storage, memory[i].Offset);
        }
    }

    /// <summary>
    /// Traces a function of one tensor, without gradients. Parameters keep their values: other threads may be using them.
    /// </summary>
    public static Trace RecordForward(Func<Tensor, Tensor> function, TensorSpec input)
    {
        if (t_current is not null)
            throw new CaptureException("a function was captured inside of a step that is being captured: capture one after the other");
        var tracer = new Tracer();
        var symbol = Tensor.Symbol(input);
        using var scope = Execution.NoGradient();
        t_current = tracer;
        try
        {
            return new(tracer._calls, tracer._aliases, [symbol], Tensor.Symbol(new(DType.Int32, Shape.Scalar)), function(symbol), [], []);
        }
        finally
        {
            t_current = null;
        }
    }

    /// <summary>The gradient of each parameter; null for one that is frozen or that the loss does not depend on.</summary>
    public static Tensor?[] GradientsOf(Tensor loss, IReadOnlyList<Parameter> parameters)
    {
        var free = parameters.Where(p => !p.Frozen).ToArray();
        var gradients = new Queue<Tensor?>(Gradients.Of([loss], [Tensor.OnesLike(loss)], free));
        return [.. parameters.Select(p => p.Frozen ? null : gradients.Dequeue())];
    }

    /// <summary>Whether a call belongs into the program; one on constants alone does not.</summary>
    public static bool Records(Op op, ReadOnlySpan<Tensor> inputs)
    {
        var records = op is UpdateOp;
        foreach (var input in inputs)
        {
            if (!input.HasValues || input is Variable)
                records = true;
            else if (input.Producer is not null)
                throw new CaptureException(
                    $"'{op.Name}' takes a tensor {input.Spec} that was computed from parameters before the step was captured, so a replay would not see the parameters change{Where()}: "
                    + "compute it inside of the captured function, or cut it off with Detach()");
        }

        return records;
    }

    public void Record(Op op, ReadOnlySpan<Tensor> inputs, Tensor[] outputs) => _calls.Add(new(op, inputs.ToArray(), outputs));

    public void Alias(Tensor view, Tensor of) => _aliases.Add(view, of);

    /// <summary>The error where a tensor is made of numbers that the program could not know in a replay.</summary>
    public static CaptureException HostData() => new CaptureException(
        $"a tensor was made of values of the host while a step is being captured{Where()}: a replay would use these values again and again; "
        + "if they never change, make it with Tensor.Constant; else make it an input of the step");

    public static Exception ValueRead(Tensor tensor) => Current is null
        ? new InvalidOperationException($"{tensor.Spec} has no values: it belongs to a step that was captured; use what step.Run returns")
        : new CaptureException(
            $"the values of {tensor.Display} were read while a step is being captured{Where()}: a replay could not decide by them again; "
            + "write it in ops (Ops.Select for a choice), or run the step eagerly");

    // The first frame outside of the engine: its line if symbols are there, else its method.
    private static string Where()
    {
        foreach (var frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is not { } method || method.DeclaringAssemblyName.Split(',')[0] is "Backprop.Engine" or "Backprop.Numerics")
                continue;
            if (method.DeclaringAssemblyName.StartsWith("System.", StringComparison.Ordinal))
                continue;
            return frame.GetFileName() is { } file
                ? string.Create(CultureInfo.InvariantCulture, $" ({Path.GetFileName(file)}, line {frame.GetFileLineNumber()})")
                : $" (in {method.DeclaringTypeName}.{method.Name})";
        }

        return "";
    }
}
