#:project ../src/Backprop/Backprop.csproj

// The same step twice: op by op, and captured as a program. Same bits, another speed.
//   dotnet run examples/captured_step.cs

using System.Diagnostics;
using Backprop.Engine;
using Backprop.Numerics;

const int Rows = 32, Steps = 20_000;
var random = new Philox(seed: 1);
var x = Tensor.From([.. Enumerable.Range(0, Rows * 4).Select(i => (float)random.Uniform((uint)i))], [Rows, 4]);
var y = Tensor.From([.. Enumerable.Range(0, Rows).Select(i => x[i, 0] > x[i, 1] ? 2 : x[i, 2] > x[i, 3] ? 1 : 0)], Rows);

// Op by op, as in a debugger: every tensor can be looked at.
var (eagerNet, eagerAdam) = Network();
var eager = Time(() =>
{
    var loss = Losses.CrossEntropy(eagerNet.Forward(x), y);
    loss.Backward();
    eagerAdam.Update();
    eagerAdam.ClearGradients();
    return loss.Item();
});

// Captured: recorded once, planned, and replayed without allocating a byte.
var (net, adam) = Network();
var step = Step.Capture((x, y) => Losses.CrossEntropy(net.Forward(x), y), adam);
var captured = Time(() => step.Run(x, y));

Console.WriteLine(step.Describe(repeat: 1000));
var same = eagerNet.Parameters.Zip(net.Parameters).All(p => p.First.Span<float>().SequenceEqual(p.Second.Span<float>()));
Console.WriteLine($"op by op {eager.Microseconds:F1} µs a step, captured {captured.Microseconds:F1} µs; "
    + $"loss {captured.Loss:G4} both: {eager.Loss == captured.Loss}; the same bits in every weight: {same}");
return same && eager.Loss == captured.Loss ? 0 : 1;

static (Module Net, Adam Adam) Network()
{
    var net = new Sequential(new Linear(4, 16), new Tanh(), new Linear(16, 3)).Initialize(new Philox(seed: 1));
    return (net, new Adam(net.Parameters) { LearningRate = 1e-3 });
}

static (double Microseconds, double Loss) Time(Func<double> step)
{
    var (watch, loss) = (Stopwatch.StartNew(), 0.0);
    for (var i = 0; i < Steps; i++)
        loss = step();
    return (watch.Elapsed.TotalMicroseconds / Steps, loss);
}
