using System.Globalization;

namespace Backprop.Onnx.Tests;

/// <summary>Dates as text, of every family the reader knows, taken apart inside of the graph.</summary>
public sealed class DateExportTests
{
    private static readonly string[] Families = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy/MM/dd", "yyyy/M/d H:mm", "dd.MM.yyyy", "d.M.yyyy H:mm:ss", "MM/dd/yyyy", "M/d/yyyy H:mm", "dd/MM/yyyy", "yyyy-MM", "HH:mm", "H:mm:ss"];

    public static TheoryData<string> Formats => [.. Families];

    // Days over many years: leap days, ends of months and years, midnight and noon.
    private static IEnumerable<DateTime> Days()
    {
        foreach (var year in (int[])[1900, 1999, 2000, 2023, 2024, 2100])
        {
            yield return new(year, 1, 1, 0, 0, 0);
            yield return new(year, 2, 28, 23, 59, 59);
            yield return new(year, 3, 1, 12, 30, 1);
            yield return new(year, 12, 31, 23, 0, 0);
            for (var i = 0; i < 25; i++)
                yield return new DateTime(year, 1, 1).AddHours(i * 349.7);
        }

        yield return new(2000, 2, 29, 5, 6, 7);
        yield return new(2024, 2, 29, 17, 0, 0);
    }

    private static Model Train(string path)
    {
        var data = TableData.Open(path, new TableOptions { Targets = ["y"], Dates = ["when"], Task = TaskHint.Regression });
        return new Trainer { Epochs = 2, Seed = 1, Threads = 1 }.Fit(Networks.Dense(8), data);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Dates_of_a_family_are_read_inside_of_the_graph(string format)
    {
        using var place = new Scratch();
        var rows = Days().Select((day, i) => $"{(i % 9 == 4 ? "" : day.ToString(format, CultureInfo.InvariantCulture))},{i % 11},{i * 0.1}");
        var path = place.Write("t.csv", "when,x,y\n" + string.Join('\n', rows) + "\n");
        var model = Train(path);
        Assert.Equal(ColumnKind.Date, model.Preprocessor.Layout.Inputs[0].Kind);
        RawTable.Compare(model, path);
    }

    [Fact]
    public void Offsets_and_fractions_and_iso_texts_in_other_columns_are_understood()
    {
        using var place = new Scratch();
        string[] forms = ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss'+02:00'", "yyyy-MM-ddTHH:mm:ss.fff'-11:30'", "yyyy-MM-dd HH:mm:ss.ffffff", "yyyy-MM-dd"];
        var iso = place.Write("iso.csv", "when,x,y\n" + string.Concat(Days().Select((d, i) => $"{d.ToString(forms[i % 5], CultureInfo.InvariantCulture)},{i % 7},{i}\n")));
        RawTable.Compare(Train(iso), iso);
        // A model of another family reads ISO dates as well.
        var german = place.Write("german.csv", "when,x,y\n" + string.Concat(Days().Select((d, i) => $"{d:dd.MM.yyyy},{i % 7},{i}\n")));
        var model = Train(german);
        RawTable.Compare(model, german);
        RawTable.Compare(model, iso);
    }

    [Fact]
    public void A_text_that_is_no_date_counts_as_missing()
    {
        using var place = new Scratch();
        var path = place.Write("t.csv", "when,x,y\n" + string.Concat(Days().Select((d, i) => $"{(i % 6 == 0 ? "" : d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))},{i % 7},{i}\n")));
        var model = Train(path);
        using var session = Runtime.Open(OnnxExport.ToBytes(model));
        var missing = (float[])new RawTable("when,x\n,1\n").Run(session)["prediction"];
        foreach (var text in (string[])["soon", "2024-13-01", "24-01-01", "2024-01-01T25:00", "NA", "2024-01-01x"])
            Assert.Equal(missing, (float[])new RawTable($"when,x\n{text},1\n").Run(session)["prediction"]);
        Assert.NotEqual(missing, (float[])new RawTable("when,x\n2024-01-01,1\n").Run(session)["prediction"]);
    }

    [Fact]
    public void A_real_series_with_hours_is_predicted_from_its_raw_rows()
    {
        var data = Environment.GetEnvironmentVariable("BACKPROP_DATA");
        Assert.SkipUnless(data is not null, "BACKPROP_DATA names no folder of tables");
        using var place = new Scratch();
        var lines = File.ReadLines(Path.Combine(data!, "ett", "ETTh1.csv")).Where((_, i) => i % 17 == 0);
        var path = place.Write("ett.csv", string.Join('\n', lines) + "\n");
        var table = TableData.Open(path, new TableOptions { Targets = ["OT"], Keep = ["date"] });
        var model = new Trainer { Epochs = 2, Seed = 1, Threads = 1 }.Fit(Networks.Dense(16), table);
        var date = Assert.IsType<DateTransform>(model.Preprocessor.State.Transforms[0]);
        Assert.True(date.Year && date.Month && date.Weekday && date.Hour);
        RawTable.Compare(model, path);
    }
}
