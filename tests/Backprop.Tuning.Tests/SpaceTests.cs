using System.Globalization;
using CsCheck;

namespace Backprop.Tuning.Tests;

public class SpaceTests
{
    private static readonly TuningStart Start = new(Networks.Dense(64, 32), new Trainer(), 200);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void Every_place_of_a_dimension_gives_a_value_inside_it() =>
        Gen.Double[0, 0.9999999999].Sample(place =>
        {
            Assert.InRange(Number(new LogUniform("a", 1.23456e-4, 0.1).At(place)), 1.23456e-4, 0.1);
            Assert.InRange(Number(new Uniform("a", -0.3, 0.5).At(place)), -0.3, 0.5);
            Assert.InRange(int.Parse(new IntLog("a", 3, 700).At(place), CultureInfo.InvariantCulture), 3, 700);
            Assert.InRange(int.Parse(new IntUniform("a", -2, int.MaxValue).At(place), CultureInfo.InvariantCulture), -2, int.MaxValue);
            Assert.Contains(new Choice("a", "x", "y", "z").At(place), new[] { "x", "y", "z" });
        });

    [Fact]
    public void A_logarithmic_range_is_even_in_the_logarithm()
    {
        var rate = new LogUniform("a", 1e-4, 1e-1);
        Assert.Equal(["0.0001", "0.001", "0.01", "0.1"], rate.Grid(4));
        var low = Enumerable.Range(0, 3000).Count(i => Number(rate.At(i / 3000.0)) < 1e-3);
        Assert.InRange(low, 980, 1020);
    }

    [Fact]
    public void Values_of_whole_numbers_are_equally_likely_the_ends_included()
    {
        var counts = Enumerable.Range(0, 500).GroupBy(i => new IntUniform("a", 1, 5).At(i / 500.0)).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(5, counts.Count);
        Assert.All(counts.Values, n => Assert.Equal(100, n));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_grid_holds_the_ends_and_each_value_once(int points)
    {
        Dimension[] dimensions = [new LogUniform("a", 1e-3, 1), new Uniform("a", 0, 0.5), new IntLog("a", 1, 2), new IntUniform("a", 0, 9)];
        foreach (var dimension in dimensions)
        {
            var grid = dimension.Grid(points);
            Assert.InRange(grid.Count, 1, points);
            Assert.Equal(grid.Count, grid.Distinct().Count());
            if (points > 1)
                Assert.Equal((dimension.At(0), dimension.At(0.99999999)), (grid[0], grid[^1]));
        }
    }

    [Fact]
    public void Ranges_that_make_no_sense_are_refused()
    {
        Assert.Throws<SettingsException>(() => new LogUniform("a", 0, 1));
        Assert.Throws<SettingsException>(() => new LogUniform("a", 1, double.PositiveInfinity));
        Assert.Throws<SettingsException>(() => new Uniform("a", 1, 1));
        Assert.Throws<SettingsException>(() => new IntLog("a", 0, 5));
        Assert.Throws<SettingsException>(() => new IntUniform("a", 2, 1));
        Assert.Throws<SettingsException>(() => new Choice("a"));
        Assert.Throws<SettingsException>(() => new Choice("a", "x", "x"));
        Assert.Throws<SettingsException>(() => new SearchSpace());
        Assert.Throws<SettingsException>(() => new SearchSpace(new Choice("a", "x"), new Choice("a", "y")));
    }

    [Fact]
    public void What_means_nothing_beside_another_choice_is_left_out()
    {
        var space = new SearchSpace(new Choice("layers", "none", "8"), new Uniform("dropout", 0, 0.5) { NotWith = ("layers", "none") });
        Assert.Equal(["layers"], space.Choose(d => space.Dimensions[d].At(0)).Keys);
        Assert.Equal(["layers", "dropout"], space.Choose(d => space.Dimensions[d].At(0.9)).Keys);
    }

    [Fact]
    public void The_usual_search_of_a_table_is_around_its_start()
    {
        var space = TunableSettings.Space(Start);
        Assert.Equal(["learning-rate", "batch-size", "epochs", "layers", "dropout", "weight-decay"], space.Dimensions.Select(d => d.Name));
        Assert.Equal("0.0001 … 0.1, log", space.Dimensions[0].Describe());
        Assert.Equal("16 | 32 | 64", space.Dimensions[1].Describe());
        Assert.Contains("64,32", Assert.IsType<Choice>(space.Dimensions[3]).Values);
    }

    [Fact]
    public void Whatever_a_search_proposes_can_be_applied_and_is_what_is_trained()
    {
        var space = TunableSettings.Space(Start, [.. TunableSettings.Names.Where(n => n != "momentum")]);
        var sampler = new RandomSampler(new Philox(3));
        for (var draw = 0; draw < 200; draw++)
        {
            var settings = sampler.Propose(space, [], draw);
            var start = Start.With(settings);
            start.Trainer.Validate();
            _ = start.Network.Build(new(3, [], 2));
            foreach (var (name, text) in settings)
                Assert.Equal(text, TunableSettings.Find(name).Current(start));
        }
    }

    [Fact]
    public void A_search_can_be_written_by_hand()
    {
        var space = TunableSettings.Space(Start, ["dropout", "layers=none | 64,32|8", "learning-rate=1e-3..0.5", "batch-size=8..64"]);
        Assert.Equal(["learning-rate", "batch-size", "layers", "dropout"], space.Dimensions.Select(d => d.Name));
        Assert.Equal(["none", "64,32", "8"], Assert.IsType<Choice>(space.Dimensions[2]).Values);
        Assert.Equal((1e-3, 0.5), (((LogUniform)space.Dimensions[0]).Low, ((LogUniform)space.Dimensions[0]).High));
    }

    [Theory]
    [InlineData("learning-rat=1..2", "did you mean 'learning-rate'")]
    [InlineData("learning-rate=1..2..3", "number")]
    [InlineData("learning-rate=a|b", "number")]
    [InlineData("learning-rate=-1|1", "learning rate")]
    [InlineData("learning-rate=1..0.5", "low < high")]
    [InlineData("epochs=1.5..3", "whole number")]
    [InlineData("layers=1..3", "a|b|c")]
    [InlineData("layers=64,x", "whole number")]
    [InlineData("layers=0", "1 or more")]
    [InlineData("activation=relu|gellu", "gelu")]
    [InlineData("momentum", "means nothing")]
    public void A_search_that_makes_no_sense_is_told_at_once(string text, string message)
    {
        var e = Assert.Throws<SettingsException>(() => TunableSettings.Space(Start, [text]));
        Assert.Contains(message, e.Message);
    }
}
