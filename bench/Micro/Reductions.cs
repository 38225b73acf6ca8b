using Backprop.Numerics;
using Backprop.Numerics.Kernels;
using BenchmarkDotNet.Attributes;

namespace Backprop.Bench.Micro;

/// <summary>Sums, largest values and softmax of a matrix.</summary>
[MemoryDiagnoser]
public class Reductions
{
    private static readonly int[] Rows = [0], Columns = [1];
    private float[] _x = [], _ofRows = [], _ofColumns = [], _y = [];
    private int[] _labels = [], _positions = [];
    private Shape _shape;

    [Params("128×10", "256×2048", "4096×1024")]
    public string Size { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        int[] sizes = [.. Size.Split('×').Select(int.Parse)];
        _shape = new Shape(sizes);
        (_x, _y, _ofRows, _ofColumns, _positions) = (Values.Normal(_shape.Count), new float[_shape.Count], new float[sizes[0]], new float[sizes[1]], new int[sizes[0]]);
        _labels = [.. Enumerable.Range(0, sizes[0]).Select(i => i % sizes[1])];
    }

    [Benchmark(Baseline = true)]
    public float SumOfAll() => Reduction.Sum<float>(_x);

    [Benchmark]
    public float Dot() => Reduction.Dot<float>(_x, _y);

    [Benchmark]
    public void SumOfRows() => Reduction.Sum<float>(_x, _shape, Columns, _ofRows);

    [Benchmark]
    public void SumOfColumns() => Reduction.Sum<float>(_x, _shape, Rows, _ofColumns);

    [Benchmark]
    public void MaxOfRows() => Reduction.Max<float>(_x, _shape, Columns, _ofRows);

    [Benchmark]
    public void ArgMaxOfRows() => Reduction.ArgMax<float>(_x, _shape, 1, _positions);

    [Benchmark]
    public void Softmax() => SoftmaxRows.Softmax<float>(_x, _shape[0], _shape[1], _y, Workers.One);

    [Benchmark]
    public void CrossEntropy() => SoftmaxRows.CrossEntropy<float>(_x, _labels, _shape[0], _shape[1], _ofRows, _y, Workers.One);
}
