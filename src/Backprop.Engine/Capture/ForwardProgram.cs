namespace Backprop.Engine;

/// <summary>
/// A function of one tensor as a program, such as a network that predicts: captured once for a shape, then replayed over
/// memory that is there, without allocating. Its bits are those of the eager function, which is checked at the first replay.
/// </summary>
/// <remarks>
/// The program reads parameters where they lie and has everything else to itself: it is not safe for several threads at
/// once, but each may have one of the same network.
/// </remarks>
public sealed class ForwardProgram
{
    private readonly Func<Tensor, Tensor> _function;
    private readonly StepProgram _program;
    private readonly Tensor _input, _output;
    private bool _checked;

    private ForwardProgram(Func<Tensor, Tensor> function, Tensor input, Tensor output, StepProgram program) =>
        (_function, _input, _output, _program) = (function, input, output, program);

    /// <summary>Captures a function for float32 inputs of a shape.</summary>
    /// <param name="function">Computes its float32 result in ops, from its input and parameters alone.</param>
    /// <param name="input">The input's shape.</param>
    /// <exception cref="CaptureException">The function cannot be captured: it reads values, or is not the same each time.</exception>
    public static ForwardProgram Capture(Func<Tensor, Tensor> function, Shape input)
    {
        var spec = new TensorSpec(DType.Float32, input);
        var trace = Tracer.RecordForward(function, spec);
        trace.EnsureSame(Tracer.RecordForward(function, spec));
        var output = Tensor.Aligned(trace.Loss.Spec);
        return new(function, Tensor.Aligned(spec), output, new(new ProgramBuilder(trace, [], output, threads: 1), new Arena()));
    }

    /// <summary>The input's values, row-major: to be written before <see cref="Run"/>.</summary>
    public Span<float> Input => _input.Writable<float>();

    /// <summary>The result's shape.</summary>
    public Shape OutputShape => _output.Shape;

    /// <summary>Computes the result of <see cref="Input"/>.</summary>
    /// <returns>The result's values, row-major, until the next call.</returns>
    public ReadOnlySpan<float> Run()
    {
        _program.Run([_input], 0, Workers.One);
        if (!_checked)
            Check();
        return _output.Span<float>();
    }

    private void Check()
    {
        using var scope = Execution.NoGradient();
        using var alone = Execution.Use(Workers.One);
        var eager = _function(Tensor.From(_input.Span<float>(), _input.Shape));
        for (var i = 0; i < eager.Count; i++)
        {
            var (expected, got) = (eager.Span<float>()[i], _output.Span<float>()[i]);
            // Which NaN it is is not promised.
            if (BitConverter.SingleToInt32Bits(expected) != BitConverter.SingleToInt32Bits(got) && !(float.IsNaN(expected) && float.IsNaN(got)))
                throw new InvalidOperationException($"the captured function gave other bits than the eager one: [{i}] is {got:G9}, not {expected:G9}; it must depend on its input and parameters alone, else this is an error in Backprop");
        }

        _checked = true;
    }
}
