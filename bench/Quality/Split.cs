using System.Text.Json;
using Backprop.Data;

namespace Backprop.Bench.Quality;

/// <summary>A table and the test rows of scikit-learn's splits of it, as splits.py wrote them.</summary>
internal sealed record Split(string Name, string Target, bool Classes, string[] Ignore, int Rows, int[][] Test)
{
    public static Split[] Read(string path)
    {
        using var text = JsonDocument.Parse(File.ReadAllText(path));
        return [.. text.RootElement.EnumerateObject().Select(table => new Split(
            table.Name,
            table.Value.GetProperty("target").GetString()!,
            table.Value.GetProperty("classes").GetBoolean(),
            [.. table.Value.GetProperty("ignore").EnumerateArray().Select(c => c.GetString()!)],
            table.Value.GetProperty("rows").GetInt32(),
            [.. table.Value.GetProperty("test").EnumerateArray().Select(part => part.EnumerateArray().Select(row => row.GetInt32()).ToArray())]))];
    }

    /// <summary>The training and the test part of each split.</summary>
    public IEnumerable<(TableData Train, TableData Test)> Open(string folder)
    {
        var table = TableData.Open(Path.Combine(folder, Name + ".csv"), new TableOptions { Targets = [Target], Ignore = Ignore });
        if (table.Count != Rows)
            throw new InvalidDataException($"{Name}.csv has {table.Count} rows where the splits were drawn from {Rows}: row numbers would mean other rows");
        foreach (var test in Test)
            yield return (table.Select([.. Enumerable.Range(0, Rows).Except(test)]), table.Select(test));
    }
}
