using System.Globalization;
using System.Text;
using Backprop.Data;
using BenchmarkDotNet.Attributes;

namespace Backprop.Bench.Micro;

/// <summary>A CSV file of numbers, a category and a class to a table, and to the network's inputs; about 5 MB.</summary>
[MemoryDiagnoser]
public class CsvFiles
{
    private const int Count = 50_000, Numbers = 10;
    private string _path = "";
    private TableData? _table;

    [GlobalSetup]
    public void Prepare()
    {
        var values = Values.Normal(Count * Numbers);
        var text = new StringBuilder(string.Join(',', Enumerable.Range(1, Numbers).Select(c => $"x{c}"))).Append(",colour,species\n");
        for (var row = 0; row < Count; row++)
        {
            for (var c = 0; c < Numbers; c++)
                text.Append(CultureInfo.InvariantCulture, $"{values[row * Numbers + c]:0.000000},");
            text.Append((row % 3) switch { 0 => "red", 1 => "green", _ => "blue" }).Append(values[row * Numbers] > 0 ? ",a\n" : ",b\n");
        }

        _path = Path.Combine(Path.GetTempPath(), $"backprop-micro-{Environment.ProcessId}.csv");
        File.WriteAllText(_path, text.ToString());
        _table = Open();
    }

    [GlobalCleanup]
    public void Clear() => File.Delete(_path);

    [Benchmark]
    public int ReadTable() => Open().Count;

    [Benchmark]
    public int Encode() => Preprocessor.Fit(_table!, new()).Encode(_table!).Rows;

    private TableData Open() => TableData.Open(_path, "species");
}
