namespace Backprop.Data.Tests;

public class TableTests
{
    [Fact]
    public void Penguins_go_from_a_file_to_matrices()
    {
        var data = TableData.Open(TestData.Table("penguins"), target: "species");
        Assert.Equal(TaskKind.MultiClass, data.Schema.Task);
        Assert.Equal(["Adelie", "Chinstrap", "Gentoo"], data.Schema["species"].Levels);
        var (train, validation, test) = data.Split(validation: 0.2, test: 0.2, seed: 1);
        Assert.Equal((206, 69, 69), (train.Count, validation!.Count, test!.Count));
        var preprocessor = Preprocessor.Fit(train);
        Assert.Equal(
            ["island=Biscoe", "island=Dream", "island=Torgersen", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex=FEMALE", "sex=MALE"],
            preprocessor.FeatureNames.Where(n => !n.EndsWith("(missing)", StringComparison.Ordinal)));
        var encoded = preprocessor.Encode(train);
        Assert.Equal(206 * preprocessor.FeatureNames.Count, encoded.Features.Length);
        Assert.All(encoded.Features, v => Assert.True(float.IsFinite(v)));
        Assert.Equal(206, encoded.Classes.Length);
        var again = Preprocessor.FromJson(preprocessor.ToJson());
        Assert.Equal(encoded.Features, again.Encode(train).Features);
        Assert.Equal(preprocessor.ToJson(), again.ToJson());
    }

    [Theory]
    [InlineData("iris", "species", TaskKind.MultiClass, 4)]
    [InlineData("wine", "cultivar", TaskKind.MultiClass, 13)]
    [InlineData("breast-cancer", "diagnosis", TaskKind.Binary, 30)]
    [InlineData("titanic", "survived", TaskKind.Binary, 14)]
    [InlineData("mpg", "mpg", TaskKind.Regression, 7)]
    [InlineData("diabetes", "progression", TaskKind.Regression, 10)]
    [InlineData("tips", "tip", TaskKind.Regression, 6)]
    [InlineData("digits", "digit", TaskKind.MultiClass, 61)]
    public void The_example_tables_have_the_schema_people_expect(string table, string target, TaskKind task, int features)
    {
        var data = TableData.Open(TestData.Table(table), target);
        Assert.Equal(task, data.Schema.Task);
        Assert.Equal(features, data.Schema.Features.Count);
        var (train, _, _) = data.Split();
        Assert.All(Preprocessor.Fit(train).Encode(train).Features, v => Assert.True(float.IsFinite(v)));
    }
}
