namespace Backprop.Onnx.Tests;

/// <summary>Tables whole: trained shortly, written, and predicted from the raw text of the file in ONNX Runtime.</summary>
public sealed class TableExportTests
{
    private static readonly string? Data = Environment.GetEnvironmentVariable("BACKPROP_DATA");

    private static string Table(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Backprop.slnx")))
            folder = folder.Parent;
        var own = Path.Combine(folder.FullName, "examples", "data", name + ".csv");
        if (File.Exists(own))
            return own;
        Assert.SkipUnless(Data is not null, "BACKPROP_DATA names no folder of tables");
        return Path.Combine(Data!, "tables", name + ".csv");
    }

    private static Model Train(string path, string target, PreprocessorOptions? preprocessing = null, int epochs = 3, TableOptions? options = null, string? loss = null)
    {
        var data = TableData.Open(path, (options ?? new()) with { Targets = [target] });
        return new Trainer { Epochs = epochs, Seed = 1, Threads = 1, BatchSize = 128, Preprocessing = preprocessing ?? new(), Loss = loss }.Fit(Networks.Dense(16, 8), data);
    }

    [Theory]
    [InlineData("iris", "species")]
    [InlineData("wine", "cultivar")]
    [InlineData("breast-cancer", "diagnosis")]
    [InlineData("digits", "digit")]
    [InlineData("diabetes", "progression")]
    [InlineData("penguins", "species")]
    [InlineData("titanic", "survived")]
    [InlineData("tips", "tip")]
    [InlineData("mpg", "mpg")]
    [InlineData("AirPassengers", "passengers")]
    [InlineData("sunspots", "spots")]
    public void A_table_is_predicted_from_its_raw_rows(string table, string target)
    {
        var path = Table(table);
        RawTable.Compare(Train(path, target), path);
    }

    [Fact]
    public void A_sample_of_diamonds_is_predicted_from_its_raw_rows()
    {
        using var place = new Scratch();
        var path = place.Write("diamonds.csv", string.Join('\n', File.ReadLines(Table("diamonds")).Where((_, i) => i % 40 == 0)) + "\n");
        RawTable.Compare(Train(path, "price"), path);
    }

    [Theory]
    [InlineData(Scaling.Standard)]
    [InlineData(Scaling.MinMax)]
    [InlineData(Scaling.Robust)]
    [InlineData(Scaling.Quantile)]
    [InlineData(Scaling.None)]
    public void Every_scaling_is_written(Scaling scaling)
    {
        // Unscaled thousands would cancel in float32 sums, whose order is another there.
        foreach (var (table, target) in scaling == Scaling.None ? [("iris", "species")] : new[] { ("mpg", "mpg"), ("penguins", "species") })
            RawTable.Compare(Train(Table(table), target, new() { Scaling = scaling }), Table(table));
    }

    [Fact]
    public void Embeddings_and_one_hot_inputs_are_written()
    {
        RawTable.Compare(Train(Table("penguins"), "sex", new() { OneHotLimit = 2, Embed = ["island"] }), Table("penguins"));
        RawTable.Compare(Train(Table("titanic"), "survived", new() { OneHotLimit = 0, MissingIndicators = false }), Table("titanic"));
    }

    [Fact]
    public void Categories_with_missing_and_unseen_labels_and_other_spellings_are_looked_up_as_predict_does()
    {
        using var place = new Scratch();
        string[] head = ["size,colour,grade,big,y"];
        string[] sizes = ["1", "2", "3"], colours = ["red", "green", "deep blue", ""], yes = ["True", "False", "True", ""];
        var train = place.Write("train.csv", string.Join('\n', head.Concat(Enumerable.Range(0, 60).Select(i => $"{sizes[i % 3]},{colours[i % 4]},{(char)('a' + (i % 7))},{yes[i % 4]},{i % 5}"))) + "\n");
        var other = place.Write("other.csv", string.Join('\n', head.Concat([
            "1.0,red,a,true,1", "3,NA,b,FALSE,1", "9,deep blue,z,yes,1", ",violet,,no,1", "2.0,green,g,,1", "2,deep blue,?,0,1", "3.0,NULL,n/a,1,1",
            " 2, red, a, True,1", "nan,nan,nan,nan,1"])) + "\n");
        foreach (var limit in (int[])[16, 3])
        {
            var model = Train(train, "y", new() { OneHotLimit = limit }, options: new() { Categorical = ["size"], Task = TaskHint.Regression });
            RawTable.Compare(model, train);
            RawTable.Compare(model, other);
        }
    }

    [Fact]
    public void Numbers_that_stand_for_missing_are_filled()
    {
        using var place = new Scratch();
        var path = place.Write("t.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(i % 5 == 0 ? "-999" : (i * 0.37).ToString("R"))},{(i % 7 == 0 ? "unknown" : "b" + (i % 3))},{i % 2}\n")));
        var model = Train(path, "y", options: new() { Missing = ["-999", "unknown"] });
        RawTable.Compare(model, path);
    }

    [Fact]
    public void Big_numbers_lose_no_more_than_the_float_that_carries_them()
    {
        using var place = new Scratch();
        // Whole numbers below 2²⁴ are exact as float32, their differences from the mean are small.
        var path = place.Write("t.csv", "a,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{16000000 + i},{1e6 + i}\n")));
        RawTable.Compare(Train(path, "y", options: new() { Keep = ["a"] }), path);
    }

    [Fact]
    public void Counts_and_several_targets_and_yes_or_no_targets_are_written()
    {
        using var place = new Scratch();
        var rows = Enumerable.Range(0, 60).Select(i => $"{i * 0.1},{(i % 4) + 1},{i * 3.5},{(i % 2 == 0 ? "yes" : "no")},{(i % 3 == 0 ? "yes" : "no")}\n");
        var path = place.Write("t.csv", "x,count,other,p,q\n" + string.Concat(rows));
        RawTable.Compare(Train(path, "count", options: new() { Task = TaskHint.Regression, Ignore = ["p"] }, loss: "poisson"), path);
        foreach (string[] targets in (string[][])[["count", "other"], ["p", "q"]])
        {
            var data = TableData.Open(path, new TableOptions { Targets = targets });
            var model = new Trainer { Epochs = 2, Threads = 1, Seed = 1 }.Fit(Networks.Dense(8), data);
            RawTable.Compare(model, path);
        }
    }

    [Fact]
    public void Float16_is_near()
    {
        RawTable.Compare(Train(Table("titanic"), "survived", new() { OneHotLimit = 2 }), Table("titanic"), bound: 5e-3, options: new() { Float16 = true });
        RawTable.Compare(Train(Table("mpg"), "mpg"), Table("mpg"), bound: 5e-3, options: new() { Float16 = true });
    }

    [Fact]
    public void Codes_above_float16s_whole_numbers_stay_exact()
    {
        var network = new Sequential(new CategoryEmbedding(1, [new("a", 5000, 2)]), new Linear(3, 2)).Initialize(new Philox(seed: 1));
        Runtime.Compare(network, [2], i => i % 2 == 0 ? 0.5f : 4990 + (i % 9), 5e-3, new() { Float16 = true });
    }

    [Fact]
    public void Only_the_network_takes_encoded_columns()
    {
        var model = Train(Table("penguins"), "species");
        var data = model.Open(Table("penguins"), targets: false);
        var rows = model.Preprocessor.Encode(data);
        using var session = Runtime.Open(OnnxExport.ToBytes(model, new() { Bare = true }));
        Assert.Equal(["x"], session.InputMetadata.Keys);
        Assert.Equal(["output"], session.OutputMetadata.Keys);
        Runtime.Close(model.Network.Forward(Model.Input(rows, 0, rows.Rows)).ToDoubles(), Runtime.Run(session, rows.Features, rows.Rows, rows.FeatureCount), 1e-5, "bare");
    }

    [Fact]
    public void Columns_named_as_outputs_or_weights_keep_their_names()
    {
        using var place = new Scratch();
        var path = place.Write("t.csv", "label,probabilities,layers.0.weight,numbers/Concat,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * 0.3},{"uvw"[i % 3]},{i % 13},{i * i % 17},{"ab"[i % 2]}\n")));
        var model = Train(path, "y");
        using var session = Runtime.Open(OnnxExport.ToBytes(model));
        Assert.Equal(["label", "layers.0.weight", "numbers/Concat", "probabilities"], session.InputMetadata.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["label_2", "probabilities_2"], session.OutputMetadata.Keys);
        var found = new RawTable(File.ReadAllText(path)).Run(session);
        RawTable.Compare(model.Predict(model.Open(path, targets: false)), found.ToDictionary(f => f.Key[..^2], f => f.Value), 40, 1e-5);
    }

    [Fact]
    public void Every_kind_of_preprocessing_is_written()
    {
        // Each is trained and compared in these tests; a new kind belongs here, in TableExport and into a test.
        string[] written = ["BooleanTransform", "DateTransform", "EmbeddingTransform", "NoTransform", "NumberTransform", "OneHotTransform", "QuantileTransform"];
        Assert.Equal(written, typeof(ColumnTransform).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ColumnTransform))).Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_column_that_was_empty_in_training_is_no_input()
    {
        using var place = new Scratch();
        var train = place.Write("t.csv", "a,b,gone,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * 0.3},{"uvw"[i % 3]},{(i < 20 ? "" : "1.5")},{i % 2}\n")));
        var data = TableData.Open(train, target: "y");
        var model = new Trainer { Epochs = 2, Seed = 1, Threads = 1 }.Fit(Networks.Dense(8), data.Select([.. Enumerable.Range(0, 20)]));
        using var session = Runtime.Open(OnnxExport.ToBytes(model));
        Assert.Equal(["a", "b"], session.InputMetadata.Keys.Order(StringComparer.Ordinal));
        RawTable.Compare(model, train);
    }
}
