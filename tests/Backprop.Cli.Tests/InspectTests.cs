namespace Backprop.Cli.Tests;

public sealed class InspectTests
{
    [Fact]
    public void Data_is_shown_column_by_column()
    {
        var report = Workplace.Run("inspect", Workplace.Example("penguins"), "--target", "species").Done().Output;
        Assert.Contains("344 rows, 6 features, classification of species", report);
        Assert.Contains("Adelie 152, Gentoo 124, Chinstrap 68", report);
    }

    [Fact]
    public void Data_as_json_is_one_document()
    {
        var result = Workplace.Run("inspect", Workplace.Example("penguins"), "--json").Done();
        Assert.Equal("", result.Error);
        Assert.Equal(344, (int)result.Json["rows"]!);
        var bill = result.Json["columns"]!.AsArray().Single(c => (string)c!["name"]! == "bill_length_mm")!;
        Assert.Equal(59.6, (double)bill["max"]!);
        Assert.Equal(2, (int)bill["missing"]!);
    }
}
