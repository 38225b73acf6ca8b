using System.Text;

namespace Backprop.Data.Tests;

/// <summary>Each mistake in a file has one clear message that says where, what was expected, what was found and how to mend it.</summary>
public class BadInputTests
{
    private static DataException Opening(string text, TableOptions? options = null, string name = "cars.csv") =>
        Opening(Encoding.UTF8.GetBytes(text), options, name);

    private static DataException Opening(byte[] bytes, TableOptions? options = null, string name = "cars.csv")
    {
        var path = TestData.Temporary(name, bytes);
        var e = Assert.Throws<DataException>(() => TableData.Open(path, options ?? new()));
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        return e;
    }

    private static void Says(Exception e, params string[] parts)
    {
        foreach (var part in parts)
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    private static TableOptions Target(params string[] names) => new() { Targets = names };

    [Fact]
    public void No_such_file_suggests_a_neighbour()
    {
        var path = TestData.Temporary("penguins.csv", "a,b\n1,2\n");
        var e = Assert.Throws<DataException>(() => TableData.Open(path.Replace("penguins", "pengiuns", StringComparison.Ordinal)));
        Says(e, "no such file", "did you mean 'penguins.csv'?");
        Says(Assert.Throws<DataException>(() => TableData.Open("/nowhere/at/all.csv")), "no such file");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n  \n")]
    [InlineData("\uFEFF")]
    public void An_empty_file(string text) => Says(Opening(text), "is empty");

    [Fact]
    public void A_header_only() => Says(Opening("a,b\n"), "2 columns (a, b) but no row of data");

    [Theory]
    [InlineData("a,b\n1,2\n1,2,3\n", "line 3", "found 3: 1,2,3")]
    [InlineData("a,b\n1,2\n\"x\ny\",2\n1\n", "line 5", "found 1: 1")]
    public void A_ragged_row(string text, string line, string found) => Says(Opening(text), line, "expected 2 fields as in the header", found);

    [Fact]
    public void A_quote_that_is_never_closed() => Says(Opening("a,b\n1,2\n1,\"x\n3,4\n"), "line 3", "closing quote");

    [Fact]
    public void Text_after_a_closing_quote() => Says(Opening("a,b\n1,2\n\"x\"y,2\n"), "line 3", "not closed properly");

    [Fact]
    public void A_text_in_a_numeric_column()
    {
        var text = new StringBuilder("x,hp,y\n");
        for (var i = 0; i < 40; i++)
            text.Append(i * 3 % 7).Append(',').Append(i == 30 ? "unknown" : $"{i}.5").Append(',').Append(i % 2).Append('\n');
        var e = Opening(text.ToString(), Target("y"));
        Says(e, "line 32, column 'hp'", "expected a number", "found 'unknown'", "--missing 'unknown'", "--categorical hp");
        Assert.Equal(("line 32", "hp"), (e.Place, e.Column));

        // The same when the text comes first, and as told it is a category or missing.
        var first = text.ToString().Replace("unknown", "1", StringComparison.Ordinal).Replace("0,0.5,0", "0,unknown,0", StringComparison.Ordinal);
        Says(Opening(first, Target("y")), "line 2, column 'hp'", "found 'unknown'");
        var path = TestData.Temporary("cars.csv", text.ToString());
        var category = TableData.Open(path, new TableOptions { Targets = ["y"], Categorical = ["hp"] });
        Assert.Equal(ColumnKind.Category, category.Schema["hp"].Kind);
        var missing = TableData.Open(path, new TableOptions { Targets = ["y"], Missing = ["unknown"] });
        Assert.Equal((ColumnKind.Number, 1), (missing.Schema["hp"].Kind, missing.Schema["hp"].Missing));
    }

    [Fact]
    public void A_target_that_does_not_exist_suggests_the_nearest()
    {
        Says(Opening("speed,species\n1,a\n2,b\n", Target("speces")), "the target 'speces' does not exist: did you mean 'species'?");
        Says(Opening("speed,species\n1,a\n2,b\n", Target("zzz")), "does not exist: there are speed, species");
        Says(Opening("speed,species\n1,a\n2,b\n", new() { Ignore = ["sped"] }), "the column to ignore 'sped' does not exist: did you mean 'speed'?");
    }

    [Theory]
    [InlineData("x,y\n1,a\n2,a\n", "'a' in every row")]
    [InlineData("x,y\n1,5\n2,5\n", "'5' in every row")]
    [InlineData("x,y\n1,2.5\n2,2.5\n3,\n", "'2.5' in every row")]
    public void A_constant_target(string text, string says) => Says(Opening(text, Target("y")), "column 'y'", says);

    [Fact]
    public void A_class_with_one_row() =>
        Says(Opening("x,y\n1,a\n2,b\n3,a\n4,rare\n5,b\n", Target("y")), "row 4, column 'y'", "the class 'rare' has one row only");

    [Theory]
    [InlineData("x,y\n1,\n2,NA\n")]
    [InlineData("x,y\n1,?\n2,null\n")]
    public void A_target_without_values(string text) => Says(Opening(text, Target("y")), "column 'y'", "no value in any row");

    [Fact]
    public void All_values_missing() => Says(Opening("x,y\n,1.5\nNA,2.5\n", Target("y")), "no column is left to learn from", "'x' has no value in any row");

    [Theory]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    public void Infinity(string token) =>
        Says(Opening($"x,y\n1,1.5\n{token},2.5\n3,2\n", Target("y")), "line 3, column 'x'", "expected a finite number");

    [Fact]
    public void Duplicate_column_names() => Says(Opening("a,b,a\n1,2,3\n"), "column 'a'", "field 1 and again at field 3");

    [Fact]
    public void A_column_missing_at_prediction()
    {
        var train = TableData.Open(TestData.Table("penguins"), "species");
        var path = TestData.Temporary("new.csv", "island,bill_length,bill_depth_mm,flipper_length_mm,body_mass_g,sex\nDream,40,18,190,3700,MALE\n");
        Says(Assert.Throws<DataException>(() => TableData.OpenAs(path, train.Schema.Layout, targets: false)),
            path, "the column 'bill_length_mm' is missing: did you mean 'bill_length'?");
    }

    [Fact]
    public void Another_kind_at_prediction()
    {
        var train = TableData.Open(TestData.Table("penguins"), "species");
        var path = TestData.Temporary("new.csv", "island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex\nDream,40,18,190,3700,MALE\nDream,long,18,190,3700,MALE\n");
        Says(Assert.Throws<DataException>(() => TableData.OpenAs(path, train.Schema.Layout, targets: false)),
            "line 3, column 'bill_length_mm'", "expected a number", "found 'long'");
    }

    [Fact]
    public void An_unknown_class_in_a_test_file()
    {
        var train = TableData.Open(TestData.Table("iris"), "species");
        var path = TestData.Temporary("test.csv", "sepal_length,sepal_width,petal_length,petal_width,species\n1,2,3,4,setosa\n1,2,3,4,rosa\n");
        Says(Assert.Throws<DataException>(() => train.OpenAlike(path)), "row 2, column 'species'", "'setosa' or 'versicolor' or 'virginica'", "found 'rosa'");
    }

    [Fact]
    public void Not_utf8()
    {
        Says(Opening([.. "a,b\n1,x\n2,K"u8, 0xF6, .. "ln\n"u8]), "line 3", "byte 0xF6 is not UTF-8", "iconv");
        // Beyond what is looked at to recognise the format.
        var late = Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,abcdefgh\n", 60_000)));
        late[^3] = 0xFF;
        Says(Opening(late), "line 60001", "byte 0xFF is not UTF-8");
        var latin = TestData.Temporary("t.csv", [.. "a,b\n1,x\n2,K"u8, 0xF6, .. "ln\n3,x\n4,x\n5,x\n"u8]);
        Assert.Equal(["Köln", "x"], TableData.Open(latin, new TableOptions { Csv = new() { Encoding = Encoding.Latin1 } }).Schema["b"].Levels);
    }

    [Fact]
    public void Binary_junk()
    {
        Says(Opening([0x50, 0x4B, 3, 4, 0, 0]), "Excel");
        Says(Opening("SQLite format 3\0"), "SQLite", "DbSource");
        Says(Opening([.. "a,b\n1,"u8, 0x01, 0x02]), "line 2", "control character 0x01", "binary");
        Says(Opening("a\0b"), "binary");
    }

    [Fact]
    public void A_directory() =>
        Says(Assert.Throws<DataException>(() => TableData.Open(Directory.CreateTempSubdirectory("backprop-data-").FullName)), "is a directory");

    [Fact]
    public void No_permission()
    {
        var path = TestData.Temporary("t.csv", "a,b\n1,2\n");
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("the administrator may read everything");
            return;
        }

        File.SetUnixFileMode(path, UnixFileMode.None);
        Says(Assert.Throws<DataException>(() => TableData.Open(path)), "no permission");
    }

    [Fact]
    public void A_regression_on_text() =>
        Says(Opening("x,y\n1,a\n2,b\n3,a\n", new() { Targets = ["y"], Task = TaskHint.Regression }), "line 2, column 'y'", "expected a number", "'a'");

    [Fact]
    public void Targets_of_different_kinds() =>
        Says(Opening("x,y,z\n1,a,1.5\n2,b,2.5\n3,a,3.5\n", Target("y", "z")), "several targets must be all numbers", "'y' category");
}
