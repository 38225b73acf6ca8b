namespace Backprop.Data.Tests;

public class SchemaTests
{
    private static TableData Open(string text, TableOptions? options = null) => TableData.Open(TestData.Temporary("t.csv", text), options ?? new());

    private static string Table(string header, int rows, Func<int, string> row) =>
        header + "\n" + string.Concat(Enumerable.Range(0, rows).Select(i => row(i) + "\n"));

    [Fact]
    public void Kinds_and_roles_are_inferred_with_reasons()
    {
        var data = Open(Table("id,user_id,name,comment,const,empty,flag,when,colour,x,mixed,y", 30, i =>
            $"{i + 1},{1000 + (i * 37 % 101)},name{i},words {i % 25} here,same,,{(i % 3 == 0 ? "yes" : "no")},2024-{1 + (i % 12):00}-15,{"rgb"[i % 3]},{i * 0.5},{(i % 2 == 0 ? i.ToString() : "q")},{i % 7}.5"), new() { Targets = ["y"] });
        string Of(string column) => $"{data.Schema[column].Kind} {data.Schema[column].Role} {data.Schema[column].Reason}";
        Assert.Equal("Number LeftOut id: counts the rows", Of("id"));
        Assert.Equal("Number LeftOut id: a different whole number in each row", Of("user_id"));
        Assert.Equal("Text LeftOut id: a different text in each row", Of("name"));
        Assert.Equal("Text LeftOut text: 25 different ones in 30 rows", Of("comment"));
        Assert.Equal("Category LeftOut constant", Of("const"));
        Assert.Equal("Number LeftOut has no value in any row", Of("empty"));
        Assert.Equal("Boolean Feature ", Of("flag"));
        Assert.Equal("Date Feature ", Of("when"));
        Assert.Equal("Category Feature ", Of("colour"));
        Assert.Equal("Number Feature ", Of("x"));
        Assert.Equal("Category Feature ", Of("mixed"));
        Assert.Equal(["no", "yes"], data.Schema["flag"].Levels);
        Assert.Equal("2024-03-15", data.Text(2, "when"));
        foreach (var word in new[] { "colour", "category", "left out", "id: counts the rows", "2024-01-15 … 2024-12-15", "b 10, g 10, r 10" })
            Assert.Contains(word, data.Schema.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_decision_can_be_overridden()
    {
        var text = Table("id,code,name,const,flag,day,y", 20, i => $"{i + 1},{i % 4},n{i},1,{(i % 2 == 0 ? "yes" : "no")},{i % 28 + 1}.2.2024,{i}.5");
        var data = Open(text, new() { Targets = ["y"], Keep = ["id", "name", "const"], Categorical = ["code", "flag"], Ignore = ["day"] });
        Assert.Equal(["id", "code", "name", "const", "flag"], data.Schema.Features.Select(f => f.Name));
        Assert.Equal(["0", "1", "2", "3"], data.Schema["code"].Levels);
        Assert.Equal(ColumnKind.Category, data.Schema["flag"].Kind);
        Assert.Equal("ignored as told", data.Schema["day"].Reason);
        Assert.Equal("dd.MM.yyyy", Open(text, new() { Dates = ["day"] }).Schema["day"].DateFormat);
        Assert.Equal(ColumnRole.LeftOut, Open(text, new() { Texts = ["flag"] }).Schema["flag"].Role);
    }

    [Theory]
    [InlineData("2024-01-31", "iso")]
    [InlineData("2024-01-31T12:30:00Z", "iso")]
    [InlineData("2024-01-31 12:30", "iso")]
    [InlineData("2024/1/31", "yyyy/MM/dd")]
    [InlineData("31.1.2024", "dd.MM.yyyy")]
    [InlineData("1/31/2024", "MM/dd/yyyy")]
    [InlineData("31/1/2024", "dd/MM/yyyy")]
    [InlineData("2024-01", "yyyy-MM")]
    [InlineData("12:30", "HH:mm")]
    public void Dates_are_recognised(string date, string family) => Assert.Equal(family, DateText.FamilyOf([date])!.Value.Family);

    [Fact]
    public void An_ambiguous_date_is_warned_of()
    {
        var data = Open(Table("when,y", 10, i => $"{i + 1}/{12 - i}/2024,{i}.5"), new() { Targets = ["y"] });
        Assert.Contains(data.Schema.Warnings, w => w.Contains("month/day or day/month", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_tokens_are_not_values()
    {
        var data = Open("x,c\n1,a\n,\nNA,NA\nN/A,null\nNaN,?\n?,a\nnull,b\n2,b\n");
        Assert.Equal((ColumnKind.Number, 6, 2), (data.Schema["x"].Kind, data.Schema["x"].Missing, data.Schema["x"].Distinct));
        Assert.Equal((ColumnKind.Category, 4, 2), (data.Schema["c"].Kind, data.Schema["c"].Missing, data.Schema["c"].Distinct));
        var told = Open("x,c\n1,a\n-999,b\n-999.0,none\n2,a\n3,b\n", new() { Missing = ["-999", "none"] });
        Assert.Equal((2, 1), (told.Schema["x"].Missing, told.Schema["c"].Missing));
    }

    [Theory]
    [InlineData("a,b,a,b", TaskKind.Binary, false)]
    [InlineData("True,False,True,False", TaskKind.Binary, false)]
    [InlineData("1,2,3,1,2,3", TaskKind.MultiClass, true)]
    [InlineData("0,1,0,1", TaskKind.Binary, true)]
    [InlineData("1.5,2.5,1.5,2.5", TaskKind.Regression, false)]
    [InlineData("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", TaskKind.Regression, false)]
    public void The_task_follows_from_the_target(string values, TaskKind task, bool warned)
    {
        var all = values.Split(',');
        var data = Open(Table("x,y", all.Length, i => $"{i * i}.5,{all[i]}"), new() { Targets = ["y"] });
        Assert.Equal(task, data.Schema.Task);
        Assert.Equal(warned, data.Schema.Warnings.Any(w => w.Contains("--task regression", StringComparison.Ordinal)));
    }

    [Fact]
    public void Classes_are_ordered_by_value_not_by_row()
    {
        Assert.Equal(["2", "10", "33"], Open("x,y\n0.5,33\n1,10\n2,2\n3,33\n4,10\n5,2\n", new() { Targets = ["y"] }).Schema["y"].Levels);
        Assert.Equal(["False", "True"], Open("x,y\n0.5,True\n1,False\n2,True\n3,False\n", new() { Targets = ["y"] }).Schema["y"].Levels);
        Assert.Equal(["B", "a", "ä"], Open("x,y\n0.5,ä\n1,a\n2,B\n3,ä\n4,a\n5,B\n", new() { Targets = ["y"] }).Schema["y"].Levels);
    }

    [Fact]
    public void Several_targets()
    {
        var text = Table("x,a,b,c,d", 20, i => $"{i}.25,{i % 2},{(i % 3 == 0 ? "yes" : "no")},{i}.5,{i * i}");
        Assert.Equal(TaskKind.MultiLabel, Open(text, new() { Targets = ["a", "b"] }).Schema.Task);
        var regression = Open(text, new() { Targets = ["d", "c"] });
        Assert.Equal(TaskKind.Regression, regression.Schema.Task);
        var encoded = Preprocessor.Fit(regression, new() { ScaleTargets = false }).Encode(regression);
        Assert.Equal([9.0, 3.5], encoded.TargetValues[6..8]);
        Assert.Equal([9f, 3.5f], encoded.Targets[6..8]);
        var labels = Open(text, new() { Targets = ["a", "b"] });
        Assert.Equal([0f, 1f, 1f, 0f], Preprocessor.Fit(labels).Encode(labels).Targets[..4]);
    }

    [Fact]
    public void Rows_without_a_target_are_left_out_and_counted()
    {
        var data = Open("x,y\n1.5,a\n2,\n3,b\n4,NA\n5,a\n6,b\n", new() { Targets = ["y"] });
        Assert.Equal(4, data.Count);
        Assert.Contains("2 of 6 rows have no target and are left out", data.Schema.Notes);
        Assert.Equal([1, 3, 5, 6], Enumerable.Range(0, 4).Select(data.SourceRow));
    }

    [Fact]
    public void A_column_that_says_the_target_in_other_words_is_warned_of()
    {
        var titanic = TableData.Open(TestData.Table("titanic"), "survived").Schema.Warnings;
        Assert.Contains(titanic, w => w.Contains("'alive'", StringComparison.Ordinal) && w.Contains("--ignore alive", StringComparison.Ordinal));
        Assert.DoesNotContain(titanic, w => w.Contains("'class'", StringComparison.Ordinal));
        var line = Open(Table("km,x,miles", 30, i => $"{i * 1.609344},{i % 7}.5,{i}.0"), new() { Targets = ["miles"], Task = TaskHint.Regression });
        Assert.Contains(line.Schema.Warnings, w => w.Contains("'km'", StringComparison.Ordinal) && w.Contains("straight-line", StringComparison.Ordinal));
    }

    [Fact]
    public void A_series_keeps_its_time_when_nothing_else_is_left()
    {
        var data = Open(Table("month,passengers", 40, i => $"{i + 1},{100 + (i * 7 % 31)}"), new() { Targets = ["passengers"] });
        Assert.Equal(["month"], data.Schema.Features.Select(f => f.Name));
    }

    [Fact]
    public void A_column_whose_kind_changes_on_the_way_is_read_again()
    {
        var data = Open(Table("x,y", 30, i => $"{(i < 20 ? i % 5 : i % 5 == 0 ? "007" : "b")},{i}.5"), new() { Targets = ["y"] });
        Assert.Equal(["0", "007", "1", "2", "3", "4", "b"], data.Schema["x"].Levels);
        Assert.Equal(30, data.Schema["x"].Counts.Sum());
    }

    [Fact]
    public void All_tables_of_the_data_folder_open()
    {
        if (TestData.Large is not { } folder)
        {
            Assert.Skip("BACKPROP_DATA names no folder with more tables");
            return;
        }

        foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, "tables"), "*.csv").Append(Path.Combine(folder, "ett", "ETTh1.csv")).Order(StringComparer.Ordinal))
        {
            var data = TableData.Open(path);
            Assert.NotEmpty(data.Schema.Features);
            Assert.True(data.Count > 100, path);
        }

        var diamonds = TableData.Open(Path.Combine(folder, "tables", "diamonds.csv"), "price");
        Assert.Equal((53940, TaskKind.Regression, 9), (diamonds.Count, diamonds.Schema.Task!.Value, diamonds.Schema.Features.Count));
        Assert.Equal(ColumnKind.Date, TableData.Open(Path.Combine(folder, "ett", "ETTh1.csv"), "OT").Schema["date"].Kind);
    }
}
