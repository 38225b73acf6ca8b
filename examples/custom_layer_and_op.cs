#:project ../src/Backprop/Backprop.csproj

// An op and a layer of one's own: Snake, x + sin²(ax)/a (Ziyin et al. 2020), an activation for periodic functions.
// Its gradient rule is checked against differences, then a network with it is fitted to a wave.
//   dotnet run examples/custom_layer_and_op.cs

using Backprop.Engine;
using Backprop.Numerics;

// The rule first, in float64: central differences in one random direction, and the gradient of the gradient.
var points = Tensor.From([-2.1, -0.4, 0.3, 1.7, 2.5, 6.0], [2, 3]);
GradientCheck.Direction(x => new SnakeOp(a: 1.5).Apply(x[0]), [points], secondOrder: true);
GradientCheck.Full(x => new SnakeOp(a: 1.5).Apply(x[0]), [points]);
Console.WriteLine("the gradient rule of snake agrees with central differences, first and second order");

// y = sin(2x) + x/2 at 200 points.
const int Rows = 200;
var inputs = new float[Rows];
var targets = new float[Rows];
for (var i = 0; i < Rows; i++)
{
    inputs[i] = -4 + 8f * i / (Rows - 1);
    targets[i] = Elementary.Sin(2 * inputs[i]) + inputs[i] / 2;
}

var (input, target) = (Tensor.From(inputs, [Rows, 1]), Tensor.From(targets, [Rows, 1]));
var net = new Sequential(new Linear(1, 32), new Snake(), new Linear(32, 32), new Snake(), new Linear(32, 1));
net.Initialize(new Philox(seed: 1));
Console.Write(net.Summary([Rows, 1]));

var adam = new Adam(net.Parameters) { LearningRate = 0.01 };
var error = double.NaN;
for (var step = 0; step < 500; step++)
{
    error = adam.Update(() => Losses.MeanSquaredError(net.Forward(input), target)).Item();
    if (step % 100 == 0)
        Console.WriteLine($"step {step,3}  mean squared error {error:F5}");
}

Console.WriteLine($"after 500 steps: mean squared error {error:F5} (the wave's variance is about 0.7)");
return error < 0.005 ? 0 : 1;

/// <summary>y = x + sin²(ax)/a: dx = dy ⊙ (1 + sin(2ax)). Shape rule, kernel call and gradient rule in one place.</summary>
internal sealed class SnakeOp(double a) : Op
{
    public override string Name => "snake";

    public override string Constants => FormattableString.Invariant($"a: {a}");

    // The shape rule: the output is as the input.
    protected override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => inputs[0].DType is DType.Float32 or DType.Float64
        ? [inputs[0]]
        : throw new ShapeException($"'snake' needs float32 or float64 but got {inputs[0]}: use Convert(DType.Float32)");

    // The kernel: writes every element. Functions come from Elementary, so that results are the same on every machine.
    protected override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
        {
            var x = inputs[0].Span<float>();
            var y = Write<float>(outputs[0]);
            var a32 = (float)a;
            for (var i = 0; i < x.Length; i++)
            {
                var sine = Elementary.Sin(a32 * x[i]);
                y[i] = x[i] + sine * sine / a32;
            }
        }
        else
        {
            var x = inputs[0].Span<double>();
            var y = Write<double>(outputs[0]);
            for (var i = 0; i < x.Length; i++)
            {
                var sine = Elementary.Sin(a * x[i]);
                y[i] = x[i] + sine * sine / a;
            }
        }
    }

    // The rule, in ops: so it can be differentiated again, printed and explained.
    protected override Tensor?[] Gradient(in GradientContext context) => [context.Grad() * (1 + (2 * a * context.Input()).Sin())];
}

/// <summary>The layer: what networks are built of, printed and saved by.</summary>
internal sealed class Snake(double a = 1) : Activation
{
    public override string Kind => "snake";

    public override string Description => FormattableString.Invariant($"a {a}");

    public override Settings Settings => base.Settings.With("a", a);

    protected override Tensor Apply(Tensor input) => new SnakeOp(a).Apply(input);
}
