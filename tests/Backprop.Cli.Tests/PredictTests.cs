using System.Globalization;

namespace Backprop.Cli.Tests;

public sealed class PredictTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private string Model(string example, params string[] more)
    {
        Workplace.Run(["train", Workplace.Example(example), "--runs", _place["runs"], "--output", _place["m.safetensors"], .. more]).Done();
        return _place["m.safetensors"];
    }

    [Fact]
    public void Classes_and_probabilities_are_written_as_csv()
    {
        var model = Model("penguins", "--target", "species", "--epochs", "40");
        var data = Workplace.Example("penguins");
        var labels = Workplace.Run("predict", model, data).Done();
        var lines = labels.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("species", lines[0]);
        Assert.Equal(345, lines.Length);
        Assert.All(lines.Skip(1), l => Assert.Contains(l, new[] { "Adelie", "Chinstrap", "Gentoo" }));

        Workplace.Run("predict", model, data, "--proba", "--output", _place["p.csv"]).Done();
        var rows = File.ReadAllLines(_place["p.csv"]);
        Assert.Equal("species,probability_Adelie,probability_Chinstrap,probability_Gentoo", rows[0]);
        Assert.Equal(345, rows.Length);
        for (var i = 1; i < rows.Length; i++)
        {
            var cells = rows[i].Split(',');
            Assert.Equal(lines[i], cells[0]);
            var p = cells.Skip(1).Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(1, p.Sum(), 6);
            Assert.Equal(cells[0], new[] { "Adelie", "Chinstrap", "Gentoo" }[Array.IndexOf(p, p.Max())]);
        }

        // The columns count, not their order or what else stands there; the target may be absent.
        var head = File.ReadAllLines(data)[0].Split(',');
        var shuffled = File.ReadAllLines(data).Select(l => string.Join(',', l.Split(',').Skip(1).Reverse().Append("more")));
        var other = _place.Write("other.csv", string.Join('\n', shuffled).Replace("more", "extra", StringComparison.Ordinal) + "\n");
        Assert.Equal(labels.Output, Workplace.Run("predict", model, other).Done().Output);
    }

    [Fact]
    public void Numbers_are_predicted_in_the_targets_own_units()
    {
        var model = Model("mpg", "--target", "mpg", "--epochs", "40");
        var output = Workplace.Run("predict", model, Workplace.Example("mpg")).Done().Output.TrimEnd('\n').Split('\n');
        Assert.Equal("mpg", output[0]);
        Assert.All(output.Skip(1), l => Assert.InRange(double.Parse(l, CultureInfo.InvariantCulture), 0, 60));
        Workplace.Run("predict", model, Workplace.Example("mpg"), "--proba").Refused(2, "--proba goes with classification");
    }

    [Fact]
    public void What_evaluate_says_is_what_train_said()
    {
        var test = _place.Write("test.csv", string.Join('\n', File.ReadAllLines(Workplace.Example("penguins")).Where((_, i) => i % 4 == 0)) + "\n");
        var trained = Workplace.Run("train", Workplace.Example("penguins"), "--target", "species", "--test", test, "--epochs", "10", "--runs", _place["runs"], "--json").Done().Json;
        var evaluated = Workplace.Run("evaluate", (string)trained["model"]!, test, "--json").Done().Json;
        Assert.Equal(trained["test"]!.ToJsonString(), evaluated["test"]!.ToJsonString());
        var report = Workplace.Run("evaluate", (string)trained["model"]!, test).Done().Output;
        Assert.Contains("accuracy", report);
        Assert.Contains("true \\ predicted", report);
    }

    [Fact]
    public void A_model_tells_what_it_is()
    {
        var model = Model("penguins", "--target", "species", "--epochs", "5");
        var report = Workplace.Run("inspect", model).Done().Output;
        foreach (var text in new[] { "classification of species (Adelie, Chinstrap, Gentoo)", "bill_length_mm", "layers.0", "cross_entropy", "penguins.csv", "best epoch" })
            Assert.Contains(text, report);
        var json = Workplace.Run("inspect", model, "--json").Done().Json;
        Assert.Equal("model", (string)json["kind"]!);
        Assert.Equal(3139, (int)json["parameters"]!);
        Assert.Equal("[64,14]", json["tensors"]![0]!["shape"]!.ToJsonString());
        File.Copy(model, _place["renamed.bin"]);
        Assert.Equal("model", (string)Workplace.Run("inspect", _place["renamed.bin"], "--json").Done().Json["kind"]!);
    }

    [Theory]
    [InlineData(new[] { "a", "b" }, "a,b\n")]
    [InlineData(new[] { "a,b", "c\"d", "e\nf" }, "\"a,b\",\"c\"\"d\",\"e\nf\"\n")]
    [InlineData(new[] { "" }, "\"\"\n")]
    [InlineData(new[] { "x", "" }, "x,\n")]
    [InlineData(new[] { " x" }, "\" x\"\n")]
    public void Csv_is_quoted_where_needed(string[] fields, string expected)
    {
        using var writer = new StringWriter();
        new CsvWriter(writer).Row(fields);
        Assert.Equal(expected, writer.ToString());
    }
}
