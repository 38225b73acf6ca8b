using System.Diagnostics;
using System.Text;

namespace Backprop.Cli.Tests;

/// <summary>Each kind of bad input: exit code 2, one clear message, nothing left behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private Result Train(string data, params string[] more) =>
        Workplace.Run(["train", data, "--runs", _place["runs"], .. more.Contains("--epochs") ? [] : new[] { "--epochs", "3" }, .. more]);

    // As training leaves nothing behind, what was there before is all there is.
    private void Refused(Result result, params string[] texts)
    {
        result.Refused(2, texts);
        Assert.DoesNotContain(_place.Content(), name => name.Contains("runs") || name.Contains(".safetensors") || name.Contains(".part"));
    }

    private string Csv(string text) => _place.Write("t.csv", text);

    private static string Rows(string head, int count, Func<int, string> row) =>
        head + "\n" + string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\n"));

    private static string Good => Rows("a,b,y", 40, i => $"{i * 0.37 % 1.7:F3},{i * 0.73 % 1.3:F3},{(i % 2 == 0 ? "yes" : "no")}");

    [Fact]
    public void No_such_file()
    {
        _place.Write("cars.csv", Good);
        Refused(Train(_place["card.csv"], "--target", "y"), "card.csv: no such file", "did you mean 'cars.csv'?");
    }

    [Fact]
    public void An_empty_file() => Refused(Train(Csv(""), "--target", "y"), "t.csv", "is empty");

    [Fact]
    public void A_header_only() => Refused(Train(Csv("a,b,y\n"), "--target", "y"), "t.csv", "no row of data");

    [Fact]
    public void A_ragged_row() => Refused(Train(Csv("a,y\n1,x\n2,z,3\n"), "--target", "y"), "line 3", "expected 2 fields", "found 3");

    [Fact]
    public void A_text_in_a_numeric_column() => Refused(
        Train(Csv(Good.Replace("0.370,0.730", "0.370,oops")), "--target", "y", "--numeric", "b"), "line 3", "column 'b'", "number", "oops");

    [Fact]
    public void A_target_that_does_not_exist() =>
        Refused(Train(Workplace.Example("penguins"), "--target", "specis"), "the target 'specis' does not exist", "did you mean 'species'?");

    [Fact]
    public void No_target_named() => Refused(Train(Csv(Good)), "--target COLUMN", "a, b, y");

    [Fact]
    public void A_constant_target() => Refused(Train(Csv(Rows("a,y", 9, i => $"{i * i},same")), "--target", "y"), "column 'y'", "'same' in every row");

    [Fact]
    public void A_class_with_one_row() => Refused(Train(Csv(Good + "1,2,maybe\n"), "--target", "y"), "row 41", "column 'y'", "'maybe' has one row only");

    [Fact]
    public void All_values_of_the_target_missing() => Refused(Train(Csv(Rows("a,y", 9, i => $"{i * i},")), "--target", "y"), "column 'y'", "no value in any row");

    [Fact]
    public void All_values_of_the_features_missing() => Refused(Train(Csv(Rows("a,y", 8, i => $",{(i % 2 == 0 ? "p" : "q")}")), "--target", "y"), "no column is left to learn from");

    [Theory]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    public void Infinity(string token) => Refused(Train(Csv(Good.Replace("0.370,0.730", $"0.370,{token}")), "--target", "y"), "line 3", "column 'b'", "expected a finite number");

    [Fact]
    public void Not_a_number_is_a_missing_value_and_a_row_without_a_target_is_left_out()
    {
        var result = Train(Csv(Good.Replace("0.370,0.730", "0.370,NaN") + "1,1,NaN\n"), "--target", "y", "--json").Done();
        Assert.Equal(1, (int)result.Json["columns"]![1]!["missing"]!);
        Assert.Equal(40, (int)result.Json["rows"]!["train"]! + (int)result.Json["rows"]!["validation"]! + (int)result.Json["rows"]!["test"]!);
    }

    [Fact]
    public void Duplicate_column_names() => Refused(Train(Csv("a,a,y\n1,2,x\n3,4,z\n"), "--target", "y"), "'a'", "field 1 and again at field 2");

    [Fact]
    public void Not_utf8()
    {
        File.WriteAllBytes(_place["t.csv"], [.. Encoding.UTF8.GetBytes("a,y\n1,caf"), 0xE9, .. Encoding.UTF8.GetBytes("\n2,tea\n")]);
        Refused(Train(_place["t.csv"], "--target", "y"), "t.csv", "line 2", "UTF-8");
    }

    [Fact]
    public void Binary_junk()
    {
        File.WriteAllBytes(_place["t.csv"], [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 7919 >> 3))]);
        Refused(Train(_place["t.csv"], "--target", "y"), "t.csv");
    }

    [Fact]
    public void A_directory() => Refused(Train(Directory.CreateDirectory(_place["d"]).FullName, "--target", "y"), "is a directory");

    [Fact]
    public void Too_few_rows_for_the_parts() => Refused(Train(Csv("a,y\n1,2.5\n2,3.5\n"), "--target", "y"), "2 rows are too few");

    [Theory]
    [InlineData("--learning-rate", "-1", "learning rate must be greater than 0 but is -1")]
    [InlineData("--learning-rate", "0", "learning rate must be greater than 0")]
    [InlineData("--learning-rate", "0,01", "--learning-rate expects a number (as 0.01) but got '0,01': write 0.01")]
    [InlineData("--learning-rate", "nan", "--learning-rate expects a number")]
    [InlineData("--epochs", "0", "epochs must be 1 or more but is 0")]
    [InlineData("--epochs", "1.5", "--epochs expects a whole number but got '1.5'")]
    [InlineData("--epochs", "99999999999", "--epochs expects a whole number of at most")]
    [InlineData("--batch-size", "0", "--batch-size must be 1 or more")]
    [InlineData("--batch-size", "-5", "--batch-size must be 1 or more")]
    [InlineData("--threads", "0", "--threads must be 1 or more")]
    [InlineData("--patience", "-1", "patience must be 0 or more")]
    [InlineData("--dropout", "1", "dropout must be at least 0 and less than 1")]
    [InlineData("--layers", "64,x", "--layers expects")]
    [InlineData("--layers", "0", "--layers expects")]
    [InlineData("--activation", "rellu", "did you mean 'relu'?")]
    [InlineData("--optimizer", "adm", "did you mean 'adam'?")]
    [InlineData("--loss", "cross_entrpy", "did you mean 'cross_entropy'?")]
    [InlineData("--loss", "poisson", "poisson")]
    [InlineData("--schedule", "cosin", "did you mean 'cosine'?")]
    [InlineData("--init", "he_norml", "did you mean 'he_normal'?")]
    [InlineData("--normalize", "standrd", "did you mean 'standard'?")]
    [InlineData("--task", "regression", "yes")]
    [InlineData("--validation", "1.5", "between 0 and 1")]
    [InlineData("--validation", "missing.csv", "missing.csv: no such file")]
    [InlineData("--test", "-0.1", "between 0 and 1")]
    [InlineData("--folds", "1", "--folds must be 2 or more")]
    [InlineData("--folds", "1000", "too few for 1000 folds")]
    [InlineData("--ignore", "c", "'c' does not exist")]
    [InlineData("--class-weights", "x=1", "x")]
    [InlineData("--seed", "-3", "--seed must be 0 or more")]
    [InlineData("--delimiter", "ab", "one character")]
    [InlineData("--momentum", "0.9", "momentum")]
    [InlineData("--learnig-rate", "1", "did you mean '--learning-rate'?")]
    [InlineData("--output", "", "--output")]
    public void A_wrong_value(string option, string value, string says) => Refused(Train(Csv(Good), "--target", "y", option, value), says);

    [Fact]
    public void Two_shares_that_leave_nothing() => Refused(Train(Csv(Good), "--target", "y", "--validation", "0.6", "--test", "0.5"), "leave no rows to train on");

    [Fact]
    public void An_output_that_exists_is_told_before_training_and_not_touched()
    {
        var output = _place.Write("m.safetensors", "precious");
        var result = Train(Csv(Good), "--target", "y", "--output", output);
        result.Refused(2, "exists", "--force");
        Assert.Equal("precious", File.ReadAllText(output));
        Assert.Equal("", result.Output);
        Assert.False(Directory.Exists(_place["runs"]));
        Train(Csv(Good), "--target", "y", "--output", output, "--force").Done();
        Assert.Equal(File.ReadAllBytes(_place["runs/t-1/model.safetensors"]), File.ReadAllBytes(output));
    }

    [Theory]
    [InlineData("t.csv", "is the file")]
    [InlineData(".", "is a folder")]
    [InlineData("t.csv/m.safetensors", "is a file, not a folder")]
    public void An_output_that_cannot_be(string output, string says)
    {
        var data = Csv(Good);
        Refused(Train(data, "--target", "y", "--force", "--output", Path.GetFullPath(_place[output])), says);
        Assert.Equal(Good, File.ReadAllText(data));
    }

    [Fact]
    public void A_learning_rate_that_explodes_ends_with_1_and_keeps_the_last_finite_model()
    {
        foreach (var (rate, place) in new[] { ("1e30", "as initialised"), ("10", "of epoch 1") })
        {
            var result = Train(Workplace.Example("penguins"), "--target", "species", "--optimizer", "sgd", "--learning-rate", rate, "--epochs", "30", "--json");
            result.Refused(1, "diverged", "epoch", "step", "layers.", "learning rate", place, "is kept");
            var model = (string)result.Json["model"]!;
            Workplace.Run("evaluate", model, Workplace.Example("penguins")).Done();
            Assert.Equal("divergence", (string)result.Json["error"]!["kind"]!);
            Assert.Equal(1, (int)result.Json["error"]!["exit"]!);
        }
    }

    private string Model()
    {
        Train(Csv(Good), "--target", "y", "--output", _place["m.safetensors"]).Done();
        Directory.Delete(_place["runs"], recursive: true);
        return _place["m.safetensors"];
    }

    [Fact]
    public void A_column_missing_at_prediction()
    {
        var model = Model();
        var data = _place.Write("new.csv", "a,c\n1,2\n");
        foreach (var command in new[] { "predict", "evaluate" })
            Workplace.Run(command, model, data).Refused(2, "'b'");
        Workplace.Run("evaluate", model, _place.Write("new.csv", "a,b\n1,2\n")).Refused(2, "'y'");
    }

    [Fact]
    public void A_text_in_a_numeric_column_at_prediction() =>
        Workplace.Run("predict", Model(), _place.Write("new.csv", "a,b\n1,2\n3,oops\n"), "--output", _place["p.csv"]).Refused(2, "line 3", "column 'b'", "oops");

    [Fact]
    public void A_model_file_that_is_cut_off_altered_or_of_something_else()
    {
        var bytes = File.ReadAllBytes(Model());
        var data = _place["t.csv"];
        var bad = _place["bad.safetensors"];
        void Refused(byte[] content, params string[] says)
        {
            File.WriteAllBytes(bad, content);
            foreach (var args in new string[][] { ["evaluate", bad, data], ["predict", bad, data], ["inspect", bad] })
                Workplace.Run(args).Refused(2, ["bad.safetensors", .. says]);
        }

        foreach (var length in new[] { 0, 7, 8, 100, bytes.Length / 2, bytes.Length - 1 })
            Refused(bytes[..length]);
        Refused([.. bytes, 0]);
        Refused(Altered(bytes, "relu", "rule"));
        Refused(Altered(bytes, "layers.0.weight", "layers.9.weight"));
        Refused(Altered(bytes, "\"backprop.format\":\"1\"", "\"backprop.format\":\"9\""), "newer version");
        Refused(Encoding.UTF8.GetBytes(Good));
        File.Delete(bad);
        Workplace.Run("evaluate", bad, data).Refused(2, "no such file");
    }

    // Text of the same length in the header.
    private static byte[] Altered(byte[] bytes, string from, string to)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var place = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(place >= 0, $"{from} is not in the file");
        Assert.Equal(from.Length, to.Length);
        return Encoding.Latin1.GetBytes(text[..place] + to + text[(place + from.Length)..]);
    }

    [Fact]
    public void Predictions_are_not_written_over_a_file()
    {
        var model = Model();
        var output = _place.Write("p.csv", "precious");
        Workplace.Run("predict", model, _place["t.csv"], "--output", output).Refused(2, "exists", "--force");
        Assert.Equal("precious", File.ReadAllText(output));
        Workplace.Run("predict", model, _place["t.csv"], "--output", model, "--force").Refused(2, "is read");
    }

    [Fact]
    public void No_permission()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("permissions of Unix");
            return;
        }

        var root = Environment.UserName == "root";
        Assert.SkipWhen(root && !File.Exists("/usr/bin/setpriv"), "root may read everything, and there is no setpriv to become somebody else");
        var data = Csv(Good);
        File.SetUnixFileMode(data, UnixFileMode.None);
        // A folder to which the other user may go but not write.
        File.SetUnixFileMode(_place.Folder, (UnixFileMode)0b101_101_101);
        var readable = Path.Combine(Path.GetTempPath(), $"backprop-readable-{Environment.ProcessId}.csv");
        File.WriteAllText(readable, Good);
        try
        {
            Result As(params string[] args) => Workplace.End(root
                ? _place.Start("/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", Workplace.Command, .. args], ("HOME", "/nonexistent"))
                : _place.Start(args));
            Assert.SkipWhen(As("--version").Exit != 0, "another user cannot start the command here");
            As("train", data, "--target", "y").Refused(2, "no permission");
            As("train", readable, "--target", "y", "--epochs", "1").Refused(2, "the run's folder cannot be made", "no permission");
            As("train", readable, "--target", "y", "--epochs", "1", "--output", _place["m.safetensors"]).Refused(2, "m.safetensors", "no permission");
            Assert.Equal(["t.csv"], _place.Content());
        }
        finally
        {
            File.Delete(readable);
            File.SetUnixFileMode(_place.Folder, (UnixFileMode)0b111_101_101);
        }
    }

    [Fact]
    public void A_full_disk()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root can mount a small file system");
        var disk = Directory.CreateDirectory(_place["disk"]).FullName;
        static int Do(string file, params string[] args)
        {
            using var process = Process.Start(new ProcessStartInfo(file, args) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }

        Assert.SkipWhen(Do("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk) != 0, "mounting is not allowed here");
        try
        {
            var data = Workplace.Example("penguins");
            // The model (a mega byte) does not fit; what did fit is taken back.
            string[] train = ["train", data, "--target", "species", "--epochs", "2", "--layers", "500,500"];
            Workplace.Run([.. train, "--runs", Path.Combine(disk, "runs")]).Refused(2, "cannot be written");
            Assert.Empty(Directory.EnumerateFileSystemEntries(disk));
            Workplace.Run([.. train, "--runs", _place["runs"], "--output", Path.Combine(disk, "m.safetensors")]).Refused(2, "m.safetensors", "cannot be written");
            Assert.Empty(Directory.EnumerateFileSystemEntries(disk));
            var model = _place["runs/penguins-1/model.safetensors"];
            File.WriteAllBytes(Path.Combine(disk, "filler"), new byte[60_000]);
            Workplace.Run("predict", model, data, "--proba", "--output", Path.Combine(disk, "p.csv")).Refused(2, "p.csv", "cannot be written");
            Assert.Equal(["filler"], Directory.EnumerateFileSystemEntries(disk).Select(Path.GetFileName));
        }
        finally
        {
            Do("umount", disk);
        }
    }
}
