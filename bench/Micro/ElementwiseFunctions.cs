using Backprop.Engine;
using Backprop.Numerics.Kernels;
using BenchmarkDotNet.Attributes;

namespace Backprop.Bench.Micro;

/// <summary>A function of every element; in the first-level cache and out of all caches.</summary>
[MemoryDiagnoser]
public class ElementwiseFunctions
{
    private float[] _x = [], _z = [], _y = [];

    [Params(4_096, 16_777_216)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Prepare() => (_x, _z, _y) = (Values.Normal(Count), Values.Normal(Count, 2), new float[Count]);

    [Benchmark(Baseline = true)]
    public void Relu() => Elementwise.Map<ReluOp.Kernel, float>(_x, _y);

    [Benchmark]
    public void Exp() => Elementwise.Map<ExpOp.Kernel, float>(_x, _y);

    [Benchmark]
    public void Log() => Elementwise.Map<LogOp.Kernel, float>(_x, _y);

    [Benchmark]
    public void Tanh() => Elementwise.Map<TanhOp.Kernel, float>(_x, _y);

    [Benchmark]
    public void Sigmoid() => Elementwise.Map<SigmoidOp.Kernel, float>(_x, _y);

    [Benchmark]
    public void Erf() => Elementwise.Map<ErfOp.Kernel, float>(_x, _y);

    [Benchmark]
    public void Sin() => Elementwise.Map<SinOp.Kernel, float>(_x, _y);

    [Benchmark]
    public void Add() => Elementwise.Zip<AddOp.Kernel, float>(_x, _z, _y);

    [Benchmark]
    public void Divide() => Elementwise.Zip<DivideOp.Kernel, float>(_x, _z, _y);
}
