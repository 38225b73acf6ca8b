using Backprop.Data;
using Backprop.Numerics;
using BenchmarkDotNet.Attributes;

namespace Backprop.Bench.Micro;

/// <summary>A row as an object to its prediction: one call, and a row's share of a call with 1,000 rows.</summary>
[MemoryDiagnoser]
public class Predictions
{
    public sealed record Row(double A, double? B, float C, int D, string Kind, double Y);

    private Row[] _rows = [];
    private float[] _answers = [];
    private Predictor<Row, float>? _predictor;
    private Model? _model;
    private TableData? _table;

    [Params("16", "64,32", "256,256")]
    public string Layers { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _rows = [.. Enumerable.Range(0, 1000).Select(i =>
        {
            var random = new Philox(1, (ulong)i);
            return new Row(random.Uniform(0), i % 9 == 0 ? null : random.Uniform(1), (float)random.Uniform(2), i % 7, "k" + (i % 3), random.Uniform(3));
        })];
        var columns = ObjectColumns.OfProperties<Row>();
        var data = TableData.Open(new ObjectSource<Row>(_rows, columns), new TableOptions { Targets = ["Y"], Categorical = ["Kind"] });
        _model = new Trainer { Epochs = 1 }.Fit(Networks.Dense([.. Layers.Split(',').Select(int.Parse)]), data);
        _predictor = new(_model);
        _answers = new float[_rows.Length];
        _table = TableData.Read(new ObjectSource<Row>(_rows[..1], columns), _model.Preprocessor.Layout, targets: false);
    }

    [Benchmark(Baseline = true)]
    public float One() => _predictor!.Predict(_rows[7]);

    [Benchmark(OperationsPerInvoke = 1000)]
    public void Thousand() => _predictor!.Predict(_rows, _answers);

    [Benchmark]
    public double TableOfOneRow() => _model!.Predict(_table!).Value(0);
}
