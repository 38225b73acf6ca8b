namespace Backprop.Engine.Tests;

public sealed class OptimizerReferenceTests
{
    private static readonly string[] Names = ["w1", "b1", "w2", "b2"];

    // What records of PyTorch call a kind, and how we build it.
    internal static readonly Dictionary<string, Func<IEnumerable<Parameter>, ReferenceCase, ElementwiseOptimizer>> Makers = new()
    {
        ["SGD"] = (p, r) => new Sgd(p)
        {
            Momentum = r.Number("momentum", 0),
            Dampening = r.Number("dampening", 0),
            Nesterov = r.Flag("nesterov"),
            WeightDecay = r.Number("weight_decay", 0),
        },
        ["Adam"] = (p, r) => new Adam(p)
        {
            Beta1 = Betas(r)[0],
            Beta2 = Betas(r)[1],
            Epsilon = r.Number("eps", 1e-8),
            AmsGrad = r.Flag("amsgrad"),
            WeightDecay = r.Number("weight_decay", 0),
        },
        ["AdamW"] = (p, r) => new AdamW(p)
        {
            Beta1 = Betas(r)[0],
            Beta2 = Betas(r)[1],
            Epsilon = r.Number("eps", 1e-8),
            AmsGrad = r.Flag("amsgrad"),
            WeightDecay = r.Number("weight_decay", 0.01),
        },
        ["Adagrad"] = (p, r) => new Adagrad(p)
        {
            LearningRateDecay = r.Number("lr_decay", 0),
            InitialAccumulator = r.Number("initial_accumulator_value", 0),
            Epsilon = r.Number("eps", 1e-10),
            WeightDecay = r.Number("weight_decay", 0),
        },
        ["RMSprop"] = (p, r) => new RmsProp(p)
        {
            Alpha = r.Number("alpha", 0.99),
            Epsilon = r.Number("eps", 1e-8),
            Momentum = r.Number("momentum", 0),
            Centered = r.Flag("centered"),
            WeightDecay = r.Number("weight_decay", 0),
        },
        ["Adadelta"] = (p, r) => new Adadelta(p) { Rho = r.Number("rho", 0.9), Epsilon = r.Number("eps", 1e-6), WeightDecay = r.Number("weight_decay", 0) },
        ["Adamax"] = (p, r) => new Adamax(p) { WeightDecay = r.Number("weight_decay", 0) },
        ["NAdam"] = (p, r) => new NAdam(p)
        {
            Beta1 = Betas(r)[0],
            Beta2 = Betas(r)[1],
            Epsilon = r.Number("eps", 1e-8),
            MomentumDecay = r.Number("momentum_decay", 4e-3),
            WeightDecay = r.Number("weight_decay", 0),
        },
        ["RAdam"] = (p, r) => new RAdam(p) { Beta1 = Betas(r)[0], Beta2 = Betas(r)[1], WeightDecay = r.Number("weight_decay", 0) },
        ["Rprop"] = (p, r) => new Rprop(p)
        {
            Shrink = r.Numbers("etas")?[0] ?? 0.5,
            Grow = r.Numbers("etas")?[1] ?? 1.2,
            SmallestStep = r.Numbers("step_sizes")?[0] ?? 1e-6,
            GreatestStep = r.Numbers("step_sizes")?[1] ?? 50,
        },
    };

    public static TheoryData<string> Cases =>
        [.. Reference.Load("optimizers").Cases.Where(c => Makers.ContainsKey(c.Text("kind")!)).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ten_steps_agree_with_libtorch(string name)
    {
        var recorded = Reference.Load("optimizers").Case(name);
        var parameters = Parameters(recorded);
        var optimizer = Make(recorded, parameters);
        for (var step = 1; step <= 10; step++)
        {
            for (var i = 0; i < 4; i++)
                parameters[i].Grad = Tensor.From(recorded[$"step{step}.grad.{Names[i]}"].Values, parameters[i].Shape);
            Assert.True(optimizer.Update());
            for (var i = 0; i < 4; i++)
                AssertClose(recorded[$"step{step}.{Names[i]}"].Values, parameters[i].ToDoubles(), 1e-9, $"step {step} {Names[i]}");
        }

        Assert.Equal(10, optimizer.StepNumber);
    }

    internal static ElementwiseOptimizer Make(ReferenceCase recorded, IEnumerable<Parameter> parameters)
    {
        var optimizer = Makers[recorded.Text("kind")!](parameters, recorded);
        optimizer.LearningRate = recorded.Number("lr");
        return optimizer;
    }

    internal static Parameter[] Parameters(ReferenceCase recorded) => [.. Names.Select(n =>
    {
        var parameter = new Parameter(new Shape(recorded[n].Shape), dtype: DType.Float64);
        parameter.Set(Tensor.From(recorded[n].Values, parameter.Shape));
        return parameter;
    })];

    internal static void AssertClose(double[] expected, double[] actual, double tolerance, string where)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"{where} [{i}]: expected {expected[i]:R}, got {actual[i]:R}");
    }

    private static double[] Betas(ReferenceCase recorded) => recorded.Numbers("betas") ?? [0.9, 0.999];
}
