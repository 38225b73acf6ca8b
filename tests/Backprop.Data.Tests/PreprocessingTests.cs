using Backprop.Numerics;

namespace Backprop.Data.Tests;

public class PreprocessingTests
{
    private static string Table(string header, int rows, Func<int, string> row) =>
        TestData.Temporary("t.csv", header + "\n" + string.Concat(Enumerable.Range(0, rows).Select(i => row(i) + "\n")));

    private static float[] Column(Preprocessor p, TableData data, string feature)
    {
        var at = p.FeatureNames.ToList().IndexOf(feature);
        Assert.True(at >= 0, $"{feature} is not among {string.Join(", ", p.FeatureNames)}");
        var encoded = p.Encode(data);
        return [.. Enumerable.Range(0, encoded.Rows).Select(r => encoded.Row(r)[at])];
    }

    private static TableData Numbers(params double?[] values) => TableData.Open(
        new ObjectSource<double?>(values).Column("x", v => v).Column("y", v => (v ?? 7) + 0.25), new() { Targets = ["y"], Keep = ["x"] });

    [Theory]
    [InlineData(Scaling.Standard, new[] { -1.3416408f, -0.4472136f, 0.4472136f, 1.3416408f })]
    [InlineData(Scaling.MinMax, new[] { 0f, 1 / 3f, 2 / 3f, 1f })]
    [InlineData(Scaling.Robust, new[] { -1f, -1 / 3f, 1 / 3f, 1f })]
    [InlineData(Scaling.None, new[] { 1f, 2f, 3f, 4f })]
    [InlineData(Scaling.Quantile, new[] { -1.1503494f, -0.3186394f, 0.3186394f, 1.1503494f })] // the normal's 1/8, 3/8, 5/8, 7/8
    public void Scaling_gives_worked_out_figures(Scaling scaling, float[] expected)
    {
        var data = Numbers(1, 2, 3, 4);
        var found = Column(Preprocessor.Fit(data, new() { Scaling = scaling }), data, "x");
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-6f);
    }

    [Fact]
    public void Quantiles_between_and_beyond_training_values_are_interpolated_and_held()
    {
        var train = Numbers(1, 2, 2, 3, 10);
        var p = Preprocessor.Fit(train, new() { Scaling = Scaling.Quantile });
        var found = Column(p, TableData.Read(new ObjectSource<double?>([0, 1, 1.5, 2, 10, 99]).Column("x", v => v), p.Layout, targets: false), "x");
        Assert.Equal(found[0], found[1]);
        Assert.Equal((found[1] + found[3]) / 2, found[2], 1e-6f);
        Assert.Equal(-NormalDistribution.Quantile(0.6), found[3], 1e-6); // both twos share the middle rank 2/5
        Assert.Equal(found[4], found[5]);
        Assert.Equal(1.2815515655446004, NormalDistribution.Quantile(0.9), 1e-8);
        Assert.Equal(-3.090232306167813, NormalDistribution.Quantile(0.001), 1e-8);
    }

    [Fact]
    public void A_large_table_of_quantiles_stays_small_and_rises()
    {
        var data = Numbers([.. Enumerable.Range(0, 20_000).Select(i => (double?)(i * 7919 % 20_011))]);
        var p = Preprocessor.Fit(data, new() { Scaling = Scaling.Quantile });
        var transform = Assert.IsType<QuantileTransform>(p.State.Transforms[0]);
        Assert.InRange(transform.Values.Length, 900, 1002);
        var x = Column(p, data, "x");
        Assert.Equal(0, x.Average(), 1e-2);
        Assert.Equal(1, x.Average(v => v * v), 2e-2);
    }

    [Fact]
    public void Missing_numbers_are_the_median_with_an_indicator()
    {
        var train = Numbers(1, null, 3, 8, null);
        var p = Preprocessor.Fit(train, new() { Scaling = Scaling.None });
        Assert.Equal(["x", "x (missing)"], p.FeatureNames);
        Assert.Equal([1f, 3f, 3f, 8f, 3f], Column(p, train, "x"));
        Assert.Equal([0f, 1f, 0f, 0f, 1f], Column(p, train, "x (missing)"));

        // Missing at prediction only: the median, and no indicator, since it could not be learned.
        var whole = Preprocessor.Fit(Numbers(1, 3, 8), new() { Scaling = Scaling.None });
        Assert.Equal(["x"], whole.FeatureNames);
        Assert.Equal([3f], Column(whole, TableData.Read(new ObjectSource<double?>([null]).Column("x", v => v), whole.Layout, targets: false), "x"));
    }

    [Fact]
    public void Categories_are_one_hot_and_what_training_did_not_see_is_all_zeros()
    {
        var train = TableData.Open(Table("c,y", 12, i => $"{(i % 4 == 3 ? "" : "rgb"[i % 3])},{i}.5"), "y");
        var p = Preprocessor.Fit(train);
        Assert.Equal(["c=b", "c=g", "c=r", "c (missing)"], p.FeatureNames);
        var encoded = p.Encode(TableData.OpenAs(TestData.Temporary("n.csv", "c\nr\npurple\n\"\"\nb\n"), p.Layout, targets: false));
        Assert.Equal([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0], encoded.Features);
    }

    [Fact]
    public void Large_categories_get_codes_for_an_embedding()
    {
        // Twenty labels many times, three once only.
        var train = TableData.Open(Table("c,y", 103, i => $"{(i < 100 ? $"k{i % 20:00}" : $"once{i}")},{i}.5"), "y");
        var p = Preprocessor.Fit(train);
        var spec = Assert.Single(p.Embeddings);
        Assert.Equal(("c", 21), (spec.Column, spec.Cardinality));
        Assert.InRange(spec.Width, 4, 12);
        Assert.Empty(p.FeatureNames);
        var codes = p.Encode(train).Codes;
        Assert.Equal([1, 2, 3], codes[..3]);
        Assert.Equal([0, 0, 0], codes[100..]);
        Assert.Equal([20, 0, 0], p.Encode(TableData.OpenAs(TestData.Temporary("n.csv", "c\nk19\nnew\n\"\"\n"), p.Layout, targets: false)).Codes);
        Assert.Equal(24, Preprocessor.Fit(train, new() { OneHotLimit = 50 }).FeatureNames.Count + 1);
        var asked = TableData.Open(TestData.Table("penguins"), "species");
        Assert.Equal(["island"], Preprocessor.Fit(asked, new() { Embed = ["island"] }).Embeddings.Select(e => e.Column));
        Assert.Throws<SettingsException>(() => Preprocessor.Fit(asked, new() { Embed = ["iland"] }));
    }

    [Fact]
    public void Booleans_are_zero_and_one()
    {
        var train = TableData.Open(Table("b,y", 9, i => $"{(i == 8 ? "" : i % 4 == 0 ? "no" : "yes")},{i}.5"), "y");
        var p = Preprocessor.Fit(train);
        Assert.Equal([0f, 1f, 1f, 1f, 0f, 1f, 1f, 1f, 1f], Column(p, train, "b"));
        Assert.Equal(1f, Column(p, train, "b (missing)")[8]);
        Assert.Equal([1f, 0f, 1f], Column(p, TableData.OpenAs(TestData.Temporary("n.csv", "b\nTRUE\nNo\n1\n"), p.Layout, targets: false), "b"));
    }

    [Fact]
    public void Dates_are_split_up()
    {
        var train = TableData.Open(Table("d,y", 24, i => $"{2020 + (i / 12)}-{1 + (i % 12):00}-01 {i % 24:00}:00,{i}.5"), "y");
        var p = Preprocessor.Fit(train);
        Assert.Equal(["d year", "d month (sin)", "d month (cos)", "d weekday (sin)", "d weekday (cos)", "d hour (sin)", "d hour (cos)"], p.FeatureNames);
        Assert.Equal(-1f, Column(p, train, "d year")[0]);
        Assert.Equal(1f, Column(p, train, "d month (sin)")[3], 1e-7f); // April is a quarter of the year on
        Assert.Equal(-1f, Column(p, train, "d month (cos)")[6], 1e-7f);
        Assert.Equal(0.5f, Column(p, train, "d hour (sin)")[2], 1e-7f);
        // 1 January 2020 was a Wednesday: day 3 of 7.
        Assert.Equal((float)Math.Sin(2 * Math.PI * 3 / 7), Column(p, train, "d weekday (sin)")[0], 1e-7f);
    }

    [Fact]
    public void Nothing_of_the_test_part_is_in_the_figures()
    {
        var a = Table("x,c,b,d,y", 60, i => $"{i * 37 % 61}.5,{"rgbk"[i % 4]},{(i % 2 == 0 ? "yes" : "no")},2024-{1 + (i % 12):00}-01,{i % 9}.5");
        var before = TableData.Open(a, "y");
        var test = before.SplitByTime(validation: 0, test: 0.25).Test!;
        var lines = File.ReadAllLines(a);
        foreach (var row in Enumerable.Range(0, test.Count).Select(test.SourceRow))
            lines[row] = "1000000.5,k,yes,1999-12-01,-77777.5";
        File.WriteAllLines(a, lines);
        var after = TableData.Open(a, "y");
        foreach (var scaling in Enum.GetValues<Scaling>())
        {
            var options = new PreprocessorOptions { Scaling = scaling };
            Assert.Equal(
                Preprocessor.Fit(before.SplitByTime(0, 0.25).Train, options).ToJson(),
                Preprocessor.Fit(after.SplitByTime(0, 0.25).Train, options).ToJson());
        }

        Assert.NotEqual(Preprocessor.Fit(before).ToJson(), Preprocessor.Fit(after).ToJson());
    }

    [Theory]
    [InlineData("penguins", "species", Scaling.Standard)]
    [InlineData("titanic", "survived", Scaling.Quantile)]
    [InlineData("mpg", "mpg", Scaling.Robust)]
    [InlineData("digits", "digit", Scaling.MinMax)]
    public void A_preprocessor_survives_JSON_bit_for_bit(string table, string target, Scaling scaling)
    {
        var data = TableData.Open(TestData.Table(table), target);
        var p = Preprocessor.Fit(data, new() { Scaling = scaling, Embed = table == "titanic" ? ["deck"] : [] });
        var again = Preprocessor.FromJson(p.ToJson());
        Assert.Equal(p.ToJson(), again.ToJson());
        var (first, second) = (p.Encode(data), again.Encode(TableData.OpenAs(TestData.Table(table), again.Layout, targets: true)));
        Assert.Equal(first.Features, second.Features);
        Assert.Equal(first.Codes, second.Codes);
        Assert.Equal(first.Targets, second.Targets);
        Assert.Equal(first.Classes, second.Classes);
    }

    [Fact]
    public void Damaged_JSON_is_refused()
    {
        var json = Preprocessor.Fit(TableData.Open(TestData.Table("penguins"), "species")).ToJson();
        foreach (var (from, to) in new[]
        {
            ("\"version\":1", "\"version\":2"), ("\"version\":1", "\"version\":1,\"more\":0"), ("\"version\":1,", ""), ("\"version\":1", "\"version\":1,\"version\":1"),
            ("\"kind\":\"one-hot\"", "\"kind\":\"zero-hot\""), ("\"scale\":", "\"scale\":-"), ("\"task\":\"MultiClass\"", "\"task\":\"Binary\""),
            ("\"labels\":[\"Biscoe\"", "\"labels\":[\"Atlantis\""), ("\"transforms\":[", "\"transforms\":[null,"), ("{", "["), ("\"name\":\"island\"", "\"name\":\"sex\""),
            ("\"labels\":[\"Biscoe\"", "\"labels\":[null"), ("\"levels\":[\"Biscoe\"", "\"levels\":[null"), ("\"inputs\":[", "\"inputs\":[null,"),
        })
        {
            Assert.Contains(from, json, StringComparison.Ordinal);
            var at = json.IndexOf(from, StringComparison.Ordinal);
            Assert.Throws<SettingsException>(() => Preprocessor.FromJson(json[..at] + to + json[(at + from.Length)..]));
        }
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order()
    {
        var data = TableData.Open(TestData.Table("iris"), "species");
        var p = Preprocessor.Fit(data);
        var lines = File.ReadAllLines(TestData.Table("iris")).Select(l => string.Join(";", l.Split(',').Reverse().Prepend("extra")));
        var turned = TableData.OpenAs(TestData.Temporary("turned.csv", string.Join("\n", lines)), p.Layout, targets: true);
        Assert.Equal(p.Encode(data).Features, p.Encode(turned).Features);
        Assert.Equal(p.Encode(data).Classes, p.Encode(turned).Classes);
    }

    [Fact]
    public void Regression_targets_are_scaled_and_turned_back()
    {
        var data = TableData.Open(TestData.Table("mpg"), "mpg");
        var p = Preprocessor.Fit(data);
        var encoded = p.Encode(data);
        Assert.Equal(0, encoded.Targets.Average(), 1e-5);
        Assert.Equal(1, encoded.Targets.Average(t => t * t), 1e-5);
        for (var i = 0; i < encoded.Rows; i++)
            Assert.Equal(encoded.TargetValues[i], p.Unscale(encoded.Targets[i]), 1e-4);
    }

    [Fact]
    public void A_column_that_is_empty_in_the_training_part_makes_no_input()
    {
        var data = TableData.Open(Table("x,late,y", 20, i => $"{i % 3}.5,{(i < 16 ? "" : i.ToString())},{i}.5"), "y");
        var split = data.SplitByTime(0, 0.2);
        var p = Preprocessor.Fit(split.Train);
        Assert.Equal(["x"], p.FeatureNames);
        Assert.Equal(4, p.Encode(split.Test!).Features.Length);
    }
}
