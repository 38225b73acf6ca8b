using Backprop.Engine;
using BenchmarkDotNet.Attributes;

namespace Backprop.Bench.Micro;

/// <summary>An optimizer's update of one parameter whose gradient stays: gradient norm, finiteness, rule.</summary>
[MemoryDiagnoser]
public class Updates
{
    private Optimizer? _optimizer;

    [Params("sgd", "momentum", "adam", "adamw", "rmsprop", "lion")]
    public string Kind { get; set; } = "";

    [Params(1_024, 262_144, 8_388_608)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var parameter = new Parameter(Count, new ConstantValue(0.5));
        parameter.Set(Tensor.From(Values.Normal(Count)));
        _optimizer = OptimizerRegistry.Create(new(Kind), [parameter]);
        (parameter * Tensor.From(Values.Normal(Count, 2))).Sum().Backward();
    }

    [Benchmark]
    public bool Update() => _optimizer!.Update();
}
