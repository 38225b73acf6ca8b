using System.Globalization;
using System.Text;

namespace Backprop;

/// <summary>How many rows of each true class were taken for which class.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    internal ConfusionMatrix(IReadOnlyList<string> names) => (Names, _counts) = (names, new long[names.Count * names.Count]);

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many classes.</summary>
    public int Classes => Names.Count;

    /// <summary>How many rows.</summary>
    public long Rows { get; private set; }

    /// <summary>How many rows of class <paramref name="truth"/> were predicted to be <paramref name="predicted"/>.</summary>
    public long this[int truth, int predicted] => _counts[truth * Classes + predicted];

    /// <summary>How many rows were predicted right.</summary>
    public long Correct
    {
        get
        {
            var sum = 0L;
            for (var c = 0; c < Classes; c++) sum += this[c, c];
            return sum;
        }
    }

    /// <summary>How many rows are of a class.</summary>
    public long Actual(int truth)
    {
        var sum = 0L;
        for (var c = 0; c < Classes; c++) sum += this[truth, c];
        return sum;
    }

    /// <summary>How many rows were predicted to be of a class.</summary>
    public long Predicted(int predicted)
    {
        var sum = 0L;
        for (var c = 0; c < Classes; c++) sum += this[c, predicted];
        return sum;
    }

    /// <summary>The counts, a row for each true class.</summary>
    public long[][] ToArray() => [.. Enumerable.Range(0, Classes).Select(truth => Enumerable.Range(0, Classes).Select(p => this[truth, p]).ToArray())];

    /// <summary>A table in plain text: true classes down, predicted classes across.</summary>
    public override string ToString()
    {
        const string corner = "true \\ predicted";
        var first = Math.Max(corner.Length, Names.Max(n => n.Length));
        int[] widths = [.. Enumerable.Range(0, Classes).Select(p => Enumerable.Range(0, Classes).Max(t => Math.Max(Names[p].Length, Text(this[t, p]).Length)))];
        var table = new StringBuilder(corner.PadRight(first));
        for (var p = 0; p < Classes; p++) table.Append("  ").Append(Names[p].PadLeft(widths[p]));
        for (var t = 0; t < Classes; t++)
        {
            table.Append('\n').Append(Names[t].PadRight(first));
            for (var p = 0; p < Classes; p++) table.Append("  ").Append(Text(this[t, p]).PadLeft(widths[p]));
        }
        return table.ToString();

        static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
    }

    internal void Add(int truth, int predicted)
    {
        _counts[truth * Classes + predicted]++;
        Rows++;
    }
}
