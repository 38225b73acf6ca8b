using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Backprop.Onnx.Tests;

/// <summary>A CSV file as somebody who knows nothing of this library reads it, and predictions of an ONNX file from it.</summary>
internal sealed class RawTable
{
    private readonly List<string[]> _rows = [];

    public RawTable(string text, int most = int.MaxValue)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(most == int.MaxValue ? most : most + 1))
            _rows.Add(Cells(line.TrimEnd('\r')));
        Names = _rows[0];
        _rows.RemoveAt(0);
    }

    public string[] Names { get; }

    public int Count => _rows.Count;

    /// <summary>Runs a file on all rows: one input a column, found by its name.</summary>
    public IReadOnlyDictionary<string, object> Run(InferenceSession session, int first = 0, int? count = null)
    {
        var rows = _rows.Skip(first).Take(count ?? Count).ToArray();
        var inputs = session.InputMetadata.Select(input =>
        {
            var at = Array.IndexOf(Names, input.Key);
            Assert.True(at >= 0, $"the file has an input '{input.Key}', which is no column");
            Assert.Equal([-1, 1], input.Value.Dimensions);
            Assert.Equal("batch", input.Value.SymbolicDimensions[0]);
            return input.Value.ElementType == typeof(string)
                ? NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<string>(rows.Select(r => r[at]).ToArray(), [rows.Length, 1]))
                : NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<float>(rows.Select(r => Number(r[at])).ToArray(), [rows.Length, 1]));
        }).ToArray();
        using var results = session.Run(inputs);
        return results.ToDictionary(r => r.Name, r => r.ElementType == TensorElementType.String ? (object)r.AsEnumerable<string>().ToArray() : r.AsEnumerable<float>().ToArray());
    }

    private static float Number(string cell) => cell is "" or "NA" or "?" ? float.NaN : (float)double.Parse(cell, CultureInfo.InvariantCulture);

    // Quotes as in CSV.
    private static string[] Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(c);
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }

    /// <summary>Fails unless ONNX Runtime and the library say the same of each row.</summary>
    public static void Compare(Model model, string path, int most = int.MaxValue, double bound = 1e-5, OnnxOptions? options = null)
    {
        var table = new RawTable(File.ReadAllText(path), most);
        using var session = Runtime.Open(OnnxExport.ToBytes(model, options));
        var found = table.Run(session);
        var expected = model.Predict(model.Open(path, targets: false));
        Compare(expected, found, table.Count, bound);
        // A row alone gives what it gives among others.
        Compare(expected, table.Run(session, 0, 1), 1, bound);
    }

    public static void Compare(Predictions expected, IReadOnlyDictionary<string, object> found, int rows, double bound)
    {
        var targets = expected.TargetNames.Count;
        if (expected.Task == TaskKind.Regression)
        {
            Assert.Equal(["prediction"], found.Keys);
            Runtime.Close([.. Enumerable.Range(0, rows * targets).Select(i => expected.Value(i / targets, i % targets))], (float[])found["prediction"], bound, "prediction");
            return;
        }

        Assert.Equal(["label", "probabilities"], found.Keys);
        var width = expected.Task == TaskKind.MultiLabel ? targets : expected.ClassNames.Count;
        Runtime.Close([.. Enumerable.Range(0, rows * width).Select(i => expected.Probability(i / width, i % width))], (float[])found["probabilities"], bound, "probabilities");
        if (bound <= 1e-5)
            Assert.Equal(Enumerable.Range(0, rows * targets).Select(i => expected.Label(i / targets, i % targets)), (string[])found["label"]);
    }
}
