using System.Globalization;

namespace Backprop.Onnx.Tests;

/// <summary>Tables of random columns with odd names, labels, gaps and dates, split so that the second half holds what training did not see.</summary>
public sealed class RandomTableTests
{
    private static readonly string[] Names = ["größe", "a b", "x/y", "Label", "1", "features", "ints_1", "Ω", "batch", "output", "it's", "a.b.c"];
    private static readonly string[] Labels = ["rot", "grün", "deep blue", "a,b", "日本", "0", "1", "2", "-3", "7.5", "Ünü", "<x>", "none", "A", "a", "😀", "x y  z", "T"];
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "d.M.yyyy", "yyyy/M/d H:mm", "MM/dd/yyyy", "yyyy-MM", "HH:mm"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_tables_are_predicted_from_their_raw_rows(int seed)
    {
        for (var table = 0; table < 8; table++)
            One(new Random((seed * 1000) + table));
    }

    private static void One(Random random)
    {
        const int Rows = 80;
        using var place = new Scratch();
        var names = Names.OrderBy(_ => random.Next()).Take(1 + random.Next(8)).ToArray();
        var columns = names.Select(_ => Column(random, Rows)).ToArray();
        var scaling = (Scaling)random.Next(1, 5);
        string Line(int row) => string.Join(',', columns.Select(c => c.Cells[row].Contains(',', StringComparison.Ordinal) ? $"\"{c.Cells[row]}\"" : c.Cells[row]).Append($"{random.Next(3)}"));
        string[] lines = [.. Enumerable.Range(0, Rows).Select(Line)];
        var head = string.Join(',', names.Append("target"));
        var train = place.Write("train.csv", string.Join('\n', lines.Take(Rows / 2).Prepend(head)) + "\n");
        var all = place.Write("all.csv", string.Join('\n', lines.Prepend(head)) + "\n");
        string[] Of(ColumnKind kind) => [.. names.Where((_, i) => columns[i].Kind == kind)];
        var options = new TableOptions
        {
            Targets = ["target"],
            Keep = names,
            Categorical = Of(ColumnKind.Category),
            Dates = Of(ColumnKind.Date),
            Numeric = Of(ColumnKind.Number),
            Task = random.Next(2) == 0 ? TaskHint.Regression : TaskHint.Classification,
        };
        var data = TableData.Open(train, options);
        var preprocessing = new PreprocessorOptions { Scaling = scaling, OneHotLimit = random.Next(2) * 16, MissingIndicators = random.Next(2) == 0 };
        var model = new Trainer { Epochs = 2, Seed = 1, Threads = 1, Preprocessing = preprocessing }.Fit(Networks.Dense(8), data);
        RawTable.Compare(model, all);
    }

    // The second half of a category has labels that the first has not.
    private static (ColumnKind Kind, string[] Cells) Column(Random random, int rows)
    {
        var gaps = random.Next(2) * 0.2;
        string Cell(string text) => random.NextDouble() < gaps ? "" : text;
        var cells = new string[rows];
        switch (random.Next(4))
        {
            case 0:
                var (scale, whole) = (Math.Pow(10, random.Next(-3, 5)), random.Next(2) == 0);
                for (var i = 0; i < rows; i++)
                    cells[i] = Cell((whole ? random.Next(100) : (float)((random.NextDouble() - 0.3) * scale)).ToString(CultureInfo.InvariantCulture));
                (cells[0], cells[1]) = ("1", "2");
                return (ColumnKind.Number, cells);
            case 1:
                var labels = Labels.OrderBy(_ => random.Next()).ToArray();
                for (var i = 0; i < rows; i++)
                    cells[i] = Cell(labels[random.Next(i < rows / 2 ? 5 : labels.Length)]);
                (cells[0], cells[1]) = (labels[0], labels[1]);
                return (ColumnKind.Category, cells);
            case 2:
                var pair = new[] { ("true", "false"), ("Yes", "No"), ("T", "F"), ("y", "n") }[random.Next(4)];
                for (var i = 0; i < rows; i++)
                    cells[i] = Cell(random.Next(2) == 0 ? pair.Item1 : pair.Item2);
                (cells[0], cells[1]) = pair;
                return (ColumnKind.Boolean, cells);
            default:
                var form = Forms[random.Next(Forms.Length)];
                for (var i = 0; i < rows; i++)
                    cells[i] = Cell(new DateTime(1950, 1, 1).AddMinutes(random.Next(60_000_000)).ToString(form, CultureInfo.InvariantCulture));
                (cells[0], cells[1]) = (new DateTime(1999, 12, 31, 23, 59, 0).ToString(form, CultureInfo.InvariantCulture), new DateTime(2000, 2, 29, 1, 2, 0).ToString(form, CultureInfo.InvariantCulture));
                return (ColumnKind.Date, cells);
        }
    }
}
