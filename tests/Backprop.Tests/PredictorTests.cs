namespace Backprop.Tests;

/// <summary>Predictions of objects: the bits of <see cref="Model.Predict"/>, from any thread, without allocating; misfits told at the start.</summary>
public sealed class PredictorTests
{
    private enum Colour { DarkRed, Green, LightBlue }

    private sealed record Item(
        double Size, float? Weight, int Doors, long? Distance, decimal Price, string? Kind, Colour Paint, bool New, bool? Sold,
        DateTime Built, DateOnly? Seen, string Name, double Target, string Group, bool Good);

    private readonly record struct Point(double Size, float? Weight, [property: ColumnName("Doors")] short Gates);

    private static readonly Item[] Items = [.. Enumerable.Range(0, 700).Select(i =>
    {
        var random = new Philox(3, (ulong)i);
        int R(int below, uint n) => (int)random.Below(below, n);
        var size = R(1000, 0) / 37.0;
        return new Item(
            size, R(7, 1) == 0 ? null : R(100, 2) / 3f, R(5, 3), R(5, 4) == 0 ? null : R(100_000, 5), R(9999, 6) / 100m, R(9, 7) == 0 ? null : $"k{R(40, 8)}",
            (Colour)R(3, 9), R(2, 10) == 0, R(3, 11) switch { 0 => null, 1 => true, _ => false }, new DateTime(2001, 1, 1).AddHours(R(99_999, 12)),
            R(6, 13) == 0 ? null : DateOnly.FromDayNumber(730_000 + R(4000, 14)), $"{R(3, 15)}.0", size + R(5, 3) + R(10, 16) / 10.0, $"g{R(3, 17)}", R(2, 18) == 0);
    })];

    private static readonly string[] Targets = ["Target", "Group", "Good"];

    private static TableData Table(IEnumerable<Item> items, params string[] targets) => TableData.Open(
        new ObjectSource<Item>(items, ObjectColumns.OfProperties<Item>()),
        new TableOptions { Targets = targets, Ignore = [.. Targets.Except(targets)], Categorical = ["Doors", "Name"], Keep = ["Distance", "Name", "Built", "Seen"] });

    private static Model Fit(string[] targets, Scaling scaling = Scaling.Auto, string? loss = null) => new Trainer
    {
        Epochs = 2,
        Loss = loss,
        Preprocessing = new() { Scaling = scaling, Embed = ["Paint"] },
    }.Fit(Networks.Dense(24, 12) with { Normalization = "batch" }, Table(Items[..400], targets), Table(Items[400..], targets));

    private static Predictions Expected(Model model, IEnumerable<Item> items) =>
        model.Predict(TableData.Read(new ObjectSource<Item>(items, ObjectColumns.OfProperties<Item>()), model.Preprocessor.Layout, targets: false));

    private static readonly Item[] Strange =
    [
        .. Items,
        Items[0] with { Kind = "never seen", Doors = 77, Name = "", Sold = null, Seen = null, Weight = float.NaN, Distance = null, Built = DateTime.MinValue },
        Items[1] with { Kind = "  k3 ", Name = "2", Size = double.NaN, Built = new DateTime(2020, 2, 29, 23, 59, 59, 999, DateTimeKind.Local) },
        Items[2] with { Kind = "NA", Name = "?", Size = 1e300, Price = decimal.MinValue },
    ];

    [Theory]
    [InlineData(Scaling.Auto, null)]
    [InlineData(Scaling.Quantile, null)]
    [InlineData(Scaling.Robust, "poisson")]
    public void A_regressions_predictions_are_those_of_the_table_to_the_last_bit(Scaling scaling, string? loss)
    {
        var model = Fit(["Target"], scaling, loss);
        var expected = Expected(model, Strange);
        var predictor = new Predictor<Item, double>(model);
        var all = new double[Strange.Length];
        predictor.Predict(Strange, all);
        for (var i = 0; i < Strange.Length; i++)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Value(i)), BitConverter.DoubleToInt64Bits(all[i]));
            Assert.Equal(BitConverter.DoubleToInt64Bits(all[i]), BitConverter.DoubleToInt64Bits(predictor.Predict(Strange[i])));
        }
    }

    private sealed record Answer(string Label, float Probability, IReadOnlyList<double> Probabilities);

    private enum Groups { G0, G1, G2 }

    private sealed class Settable
    {
        public Groups Label { get; set; }

        public double Probability { get; init; }

        public IReadOnlyDictionary<string, float>? Probabilities { get; set; }
    }

    [Fact]
    public void A_classifications_answers_are_labels_records_or_what_a_function_makes()
    {
        var model = Fit(["Group"]);
        var expected = Expected(model, Strange);
        var labels = new string[Strange.Length];
        new Predictor<Item, string>(model).Predict(Strange, labels);
        var groups = new Predictor<Item, Groups>(model);
        var records = new Predictor<Item, Answer>(model);
        var settable = new Predictor<Item, Settable>(model);
        var function = new Predictor<Item, (int, double)>(model, answer: p => (p.Class(), p.ProbabilityOf("g1")));
        for (var i = 0; i < Strange.Length; i++)
        {
            Assert.Equal(expected.Label(i), labels[i]);
            Assert.Equal(expected.Label(i), groups.Predict(Strange[i]).ToString(), ignoreCase: true);
            var (answer, set, made) = (records.Predict(Strange[i]), settable.Predict(Strange[i]), function.Predict(Strange[i]));
            Assert.Equal((expected.Label(i), (float)expected[i].Probability), (answer.Label, answer.Probability));
            Assert.Equal(expected[i].Values.ToArray(), answer.Probabilities);
            Assert.Equal((labels[i], expected[i].Probability), ("g" + (int)set.Label, set.Probability));
            Assert.Equal((float)expected.Probability(i, 2), set.Probabilities!["g2"]);
            Assert.Equal((expected[i].Class(), expected.Probability(i, 1)), made);
        }
    }

    private sealed record Two(double Target, float Size);

    [Fact]
    public void Booleans_and_several_targets()
    {
        var good = Fit(["Good"]);
        var expected = Expected(good, Items);
        var predictor = new Predictor<Item, bool>(good);
        for (var i = 0; i < 50; i++)
            Assert.Equal(expected.Label(i) == "true", predictor.Predict(Items[i]));
        var two = Fit(["Target", "Size"]);
        var values = Expected(two, Items);
        var both = new Predictor<Item, Two>(two);
        for (var i = 0; i < 50; i++)
            Assert.Equal(new Two(values.Value(i, 0), (float)values.Value(i, 1)), both.Predict(Items[i]));
    }

    [Fact]
    public void What_does_not_fit_is_told_at_the_start_all_at_once()
    {
        var model = Fit(["Target"]);
        var e = Assert.Throws<SettingsException>(() => new Predictor<Point, string>(model, c => c.Column("Built", _ => 3.0).Column("Paint", _ => true)));
        Assert.Contains("Predictor<Point, String> does not fit the model (Regression of Target)", e.Message, StringComparison.Ordinal);
        Assert.Contains("column 'Price' (number): Point has no property or function for it", e.Message, StringComparison.Ordinal);
        Assert.Contains("column 'Built' (date): a function (double) does not fit", e.Message, StringComparison.Ordinal);
        Assert.Contains("column 'Paint' (category): a function (bool) has none of its labels", e.Message, StringComparison.Ordinal);
        Assert.Contains("the answer String does not fit: a regression gives float, double or decimal", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'Doors'", e.Message, StringComparison.Ordinal);
        var record = Assert.Throws<SettingsException>(() => new Predictor<Item, Answer>(model));
        Assert.Contains("nothing for 'Label', a String", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_makes_no_sense_is_told_with_its_row()
    {
        var predictor = new Predictor<Item, double>(Fit(["Target"]));
        Item[] rows = [Items[0], Items[1] with { Size = double.PositiveInfinity }];
        Assert.Contains("row 2, column 'Size'", Assert.Throws<DataException>(() => predictor.Predict(rows, new double[2])).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => predictor.Predict(rows[1]));
        Assert.Throws<ShapeException>(() => predictor.Predict(rows, new double[1]));
        Assert.True(double.IsFinite(predictor.Predict(rows[0])));
    }

    [Fact]
    public void A_struct_with_numbers_is_predicted_without_allocating_from_several_threads()
    {
        var options = new TableOptions { Targets = ["Target"], Categorical = ["Doors"] };
        var columns = new ObjectColumns<Item>().Column("Size", i => i.Size).Column("Weight", i => i.Weight).Column("Doors", i => i.Doors).Column("Target", i => i.Target);
        var model = new Trainer { Epochs = 2 }.Fit(Networks.Dense(64, 32), TableData.Open(new ObjectSource<Item>(Items, columns), options));
        var path = Path.Combine(Path.GetTempPath(), $"predictor-{Environment.ProcessId}.safetensors");
        model.Save(path, overwrite: true);
        try
        {
            var predictor = Predictor<Point, float>.Load(path);
            var points = Array.ConvertAll(Items, i => new Point(i.Size, i.Weight, (short)i.Doors));
            var expected = new float[points.Length];
            predictor.Predict(points, expected);
            var (failures, allocated) = (0, 0L);
            var threads = Enumerable.Range(0, 4).Select(_ => new Thread(Run)).ToArray();
            foreach (var thread in threads)
                thread.Start();
            foreach (var thread in threads)
                thread.Join();
            Assert.Equal((0, 0L), (failures, allocated));

            void Run()
            {
                var results = new float[points.Length];
                var least = long.MaxValue; // contexts are made while calls overlap for the first times
                for (var round = 0; round < 8; round++)
                {
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    for (var i = 0; i < points.Length; i++)
                        results[i] = predictor.Predict(points[i]);
                    var wrong = !results.AsSpan().SequenceEqual(expected);
                    predictor.Predict(points, results);
                    least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                    if (wrong || !results.AsSpan().SequenceEqual(expected))
                        Interlocked.Increment(ref failures);
                }

                Interlocked.Add(ref allocated, least);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
