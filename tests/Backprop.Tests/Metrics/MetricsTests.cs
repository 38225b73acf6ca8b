using System.Globalization;
using System.Text.Json;
using CsCheck;

namespace Backprop.Tests;

/// <summary>Against scikit-learn's figures (References/metrics.json, recorded by metrics.py), and what holds of any data.</summary>
public sealed class MetricsTests
{
    private static readonly JsonElement Recorded =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "metrics.json"))).RootElement;

    public static TheoryData<string> Cases(string task) => [.. Recorded.GetProperty(task).EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases), "classification")]
    public void Classification_agrees_with_scikit_learn(string name)
    {
        var recorded = Case("classification", name);
        var results = new ClassificationResults(Floats(recorded, "outputs"), [.. Numbers(recorded, "truth").Select(t => (int)t)], recorded.GetProperty("columns").GetInt32());
        var metrics = Metrics.Evaluate(results);
        AssertAll(recorded, metrics);
        Assert.Equal(Numbers(recorded, "confusion"), results.Confusion.ToArray().SelectMany(r => r).Select(count => (double)count));
        Assert.Same(results.Confusion, metrics.Confusion);
    }

    [Theory]
    [MemberData(nameof(Cases), "regression")]
    public void Regression_agrees_with_scikit_learn(string name)
    {
        var recorded = Case("regression", name);
        AssertAll(recorded, Metrics.Evaluate(new RegressionResults(Numbers(recorded, "outputs"), Numbers(recorded, "truth"), recorded.GetProperty("columns").GetInt32())));
    }

    [Theory]
    [MemberData(nameof(Cases), "multi_label")]
    public void Multi_label_agrees_with_scikit_learn(string name)
    {
        var recorded = Case("multi_label", name);
        AssertAll(recorded, Metrics.Evaluate(new MultiLabelResults(
            Floats(recorded, "outputs"), [.. Numbers(recorded, "truth").Select(t => t == 1)], recorded.GetProperty("columns").GetInt32())));
    }

    [Fact]
    public void The_area_is_the_share_of_pairs_in_the_right_order()
    {
        Gen.Select(Gen.Int[0, 9].Array[2, 40], Gen.Bool.Array[40]).Sample((scores, kinds) =>
        {
            var positive = kinds[..scores.Length];
            var (won, pairs) = (0.0, 0);
            for (var i = 0; i < scores.Length; i++)
                for (var j = 0; j < scores.Length; j++)
                    if (positive[i] && !positive[j])
                    {
                        pairs++;
                        won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    }
            var area = RankArea.Of([.. scores.Select(s => (double)s)], positive);
            Assert.True(pairs == 0 ? double.IsNaN(area) : Math.Abs(area - won / pairs) < 1e-12);
        });
    }

    [Fact]
    public void Only_a_better_model_has_better_figures()
    {
        int[] truth = [0, 1, 2, 0, 1, 2, 0, 1];
        var good = Metrics.Evaluate(new ClassificationResults(Certain(truth, 0.9375f), truth, 3));
        var bad = Metrics.Evaluate(new ClassificationResults(Certain([1, 1, 2, 2, 0, 2, 0, 1], 0.5f), truth, 3));
        foreach (var (name, value) in good)
            Assert.True(Metrics.HigherIsBetter(name) ? value > bad[name] : value < bad[name], name);
        Assert.Equal(14, Metrics.Classification.Count);
        Assert.DoesNotContain("f1", good.Keys); // for two classes only

        var near = Metrics.Evaluate(new RegressionResults([1.1, 2.1, 2.9], [1, 2, 3]));
        var far = Metrics.Evaluate(new RegressionResults([1.5, 2.6, 2.2], [1, 2, 3]));
        foreach (var (name, value) in near)
            Assert.True(Metrics.HigherIsBetter(name) ? value > far[name] : value < far[name], name);

        static float[] Certain(int[] said, float p) =>
            [.. said.SelectMany((c, row) => Enumerable.Range(0, 3).Select(k => k == c ? p : (1 - p) / 2))];
    }

    [Fact]
    public void Several_targets_count_alike()
    {
        var results = new RegressionResults([1, 100, 2, 300], [2, 100, 4, 310], 2);
        foreach (var metric in Metrics.Regression)
            Assert.Equal((metric.Compute(results, 0) + metric.Compute(results, 1)) / 2, metric.Compute(results));
        Assert.Equal([100, 310], results.Truth(1).ToArray());
        Assert.Equal([100, 300], results.Predictions(1).ToArray());
    }

    [Fact]
    public void Without_rows_nothing_is_defined()
    {
        Assert.All(Metrics.Evaluate(new ClassificationResults([], [], 2)).Values, v => Assert.True(double.IsNaN(v)));
        Assert.All(Metrics.Evaluate(new RegressionResults(Array.Empty<double>(), [])).Values, v => Assert.True(double.IsNaN(v)));
        Assert.All(Metrics.Evaluate(new MultiLabelResults([], [], 3)).Values, v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void A_model_gone_to_NaN_has_no_error_that_looks_good()
    {
        var lost = Metrics.Evaluate(new RegressionResults([1, double.NaN, 3], [1, 2, 3]));
        Assert.All(lost.Values, v => Assert.True(double.IsNaN(v)));
        var constant = Metrics.Evaluate(new RegressionResults([1, double.NaN], [1, 1]));
        Assert.True(double.IsNaN(constant["r2"]));
        var classes = Metrics.Evaluate(new ClassificationResults([float.NaN, float.NaN, 0.5f, 0.5f], [0, 1], 2));
        foreach (var name in new[] { "roc_auc", "log_loss", "brier", "calibration_error" }) Assert.True(double.IsNaN(classes[name]), name);
    }

    [Fact]
    public void A_class_ruled_out_costs_the_logarithm_of_the_smallest_probability()
    {
        var metrics = Metrics.Evaluate(new ClassificationResults([1, 0, 0.25f, 0.75f], [1, 1], 2));
        Assert.Equal((23 * Math.Log(2) - Math.Log(0.75)) / 2, metrics["log_loss"], 1e-14);
    }

    [Fact]
    public void The_loss_stands_first_and_names_keep_their_order()
    {
        var metrics = Metrics.Evaluate(new RegressionResults([1.5, 2], [1, 2]), loss: 0.25);
        Assert.Equal(["loss", "r2", "mae", "rmse", "mape", "median_ae"], metrics.Keys);
        Assert.Equal(0.25, metrics["loss"]);
        Assert.False(metrics.ContainsKey("accuracy"));
    }

    [Fact]
    public void Mistakes_are_told_with_what_was_expected()
    {
        Assert.Contains("did you mean 'f1_macro'", Assert.Throws<SettingsException>(() => Metrics.HigherIsBetter("f1_makro")).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'rmse'", Assert.Throws<SettingsException>(() => Metrics.Evaluate(new RegressionResults([1.0], [1.0]))["rms"]).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", Assert.Throws<ShapeException>(() => new ClassificationResults(new float[5], [0, 1], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("row 2", Assert.Throws<BackpropException>(() => new ClassificationResults(new float[4], [0, 2], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => new ClassificationResults(new float[4], [0, 1], 2, ["a", "b", "c"]));
        Assert.Throws<ShapeException>(() => new RegressionResults(new double[3], new double[3], 2));
        Assert.Throws<ShapeException>(() => new MultiLabelResults(new float[3], new bool[4], 1));
        Assert.True(Metrics.HigherIsBetter("accuracy") && !Metrics.HigherIsBetter("loss"));
    }

    [Fact]
    public void The_confusion_matrix_prints_as_a_table_with_the_names_of_classes_in_any_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            var results = new ClassificationResults([1, 0, 0.25f, 0.75f, 0.75f, 0.25f], [0, 1, 1], 2, ["yes", "no"]);
            Assert.Equal("true \\ predicted  yes  no\nyes                 1   0\nno                  1   1", results.Confusion.ToString());
            Assert.Contains("accuracy           0.6667\n", Metrics.Evaluate(results).ToString(), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static void AssertAll(JsonElement recorded, MetricSet metrics)
    {
        var expected = recorded.GetProperty("metrics").EnumerateObject().ToDictionary(m => m.Name, m => m.Value.ValueKind == JsonValueKind.Null ? double.NaN : m.Value.GetDouble());
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), metrics.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, value) in expected)
        {
            // scikit-learn 1.2 divides probabilities by their sum after keeping them off 0: 2^-23 away from ours where one is 0
            var tolerance = (name == "log_loss" ? 2.5e-7 : 1e-12) * Math.Max(1, Math.Abs(value));
            Assert.True(double.IsNaN(value) ? double.IsNaN(metrics[name]) : Math.Abs(metrics[name] - value) <= tolerance, $"{name}: expected {value:R}, got {metrics[name]:R}");
        }
    }

    private static JsonElement Case(string task, string name) => Recorded.GetProperty(task).EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    private static double[] Numbers(JsonElement recorded, string key) => [.. recorded.GetProperty(key).EnumerateArray().Select(v => v.GetDouble())];

    private static float[] Floats(JsonElement recorded, string key) => [.. Numbers(recorded, key).Select(v => (float)v)];
}
