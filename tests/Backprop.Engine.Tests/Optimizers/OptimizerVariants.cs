namespace Backprop.Engine.Tests;

/// <summary>Every elementwise optimizer with its defaults and with all its settings.</summary>
internal static class OptimizerVariants
{
    public static readonly Dictionary<string, Func<IEnumerable<Parameter>, ElementwiseOptimizer>> All = new()
    {
        ["sgd"] = p => new Sgd(p),
        ["sgd all"] = p => new Sgd(p) { Momentum = 0.9, Dampening = 0.3, WeightDecay = 0.02 },
        ["sgd nesterov"] = p => new Sgd(p) { Momentum = 0.8, Nesterov = true },
        ["adagrad"] = p => new Adagrad(p),
        ["adagrad all"] = p => new Adagrad(p) { LearningRateDecay = 0.05, InitialAccumulator = 0.1, Epsilon = 1e-3, WeightDecay = 0.01 },
        ["adadelta"] = p => new Adadelta(p),
        ["adadelta all"] = p => new Adadelta(p) { Rho = 0.8, Epsilon = 1e-4, WeightDecay = 0.01 },
        ["rmsprop"] = p => new RmsProp(p),
        ["rmsprop centered"] = p => new RmsProp(p) { Centered = true },
        ["rmsprop momentum"] = p => new RmsProp(p) { Momentum = 0.9 },
        ["rmsprop all"] = p => new RmsProp(p) { Alpha = 0.9, Epsilon = 1e-4, Momentum = 0.5, Centered = true, WeightDecay = 0.01 },
        ["adam"] = p => new Adam(p),
        ["adam all"] = p => new Adam(p) { Beta1 = 0.8, Beta2 = 0.6, Epsilon = 1e-3, AmsGrad = true, WeightDecay = 0.05 },
        ["adamw"] = p => new AdamW(p),
        ["adamw all"] = p => new AdamW(p) { Beta1 = 0.8, Beta2 = 0.5, AmsGrad = true, WeightDecay = 0.1 },
        ["adamax"] = p => new Adamax(p),
        ["adamax all"] = p => new Adamax(p) { Beta1 = 0.8, Beta2 = 0.9, WeightDecay = 0.1 },
        ["nadam"] = p => new NAdam(p),
        ["nadam all"] = p => new NAdam(p) { Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-6, MomentumDecay = 0.01, WeightDecay = 0.05 },
        ["radam"] = p => new RAdam(p),
        ["radam all"] = p => new RAdam(p) { Beta2 = 0.9, WeightDecay = 0.1 },
        ["lion"] = p => new Lion(p),
        ["lion all"] = p => new Lion(p) { Beta1 = 0.8, Beta2 = 0.9, WeightDecay = 0.1 },
        ["rprop"] = p => new Rprop(p),
        ["rprop all"] = p => new Rprop(p) { Shrink = 0.4, Grow = 1.5, SmallestStep = 1e-4, GreatestStep = 0.3 },
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>Numbers with all signs and some zeros; the same everywhere.</summary>
    public static double[] Numbers(uint seed, int count)
    {
        var random = new Philox(seed);
        var result = new double[count];
        for (var i = 0; i < count; i++)
            result[i] = i % 17 == 5 ? 0 : (float)(2 * random.Uniform((uint)i) - 1);
        return result;
    }

    public static Parameter Parameter(DType dtype, uint seed, int count, string name = "")
    {
        var parameter = new Parameter(count, dtype: dtype) { Name = name };
        parameter.Set(Tensor.From(Numbers(seed, count)));
        return parameter;
    }

    public static void SetGrad(Parameter parameter, uint seed) =>
        parameter.Grad = Tensor.From(Numbers(seed, parameter.Count), parameter.Shape).Convert(parameter.DType);
}
