using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Backprop.Data.Tests;

public class CsvTests
{
    private static string[][] Rows(CsvSource source)
    {
        using var reader = source.Open();
        var rows = new List<string[]> { Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray() };
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return [.. rows];
    }

    private static string[][] Rows(string text, CsvOptions? options = null) => Rows(new CsvSource(TestData.Temporary("t.csv", text), options));

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\r\n1,2\r\n3,4")] // RFC 4180, 2.1 and 2.2
    [InlineData("a,b\r1,2\r3,4\r")] // old Mac line ends
    [InlineData("\n\na,b\n\n1,2\n\n\n3,4\n\n")] // blank lines
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n\"3\",4\n")] // 2.5
    public void Line_ends_blank_lines_and_quotes_make_no_difference(string text) =>
        Assert.Equal([["a", "b"], ["1", "2"], ["3", "4"]], Rows(text));

    [Fact]
    public void Quoted_fields_hold_delimiters_quotes_and_line_breaks() // RFC 4180, 2.6 and 2.7
    {
        var rows = Rows("name,text\nx,\"a, \"\"b\"\"\nc\"\ny,\"\"\n");
        Assert.Equal([["name", "text"], ["x", "a, \"b\"\nc"], ["y", ""]], rows);
    }

    [Theory]
    [InlineData("a;b\n1;2\n", ';')]
    [InlineData("a\tb\n1\t2\n", '\t')]
    [InlineData("a|b\n1|2\n", '|')]
    [InlineData("a;b\n1,5;2,5\n3,5;4,5\n", ';')]
    [InlineData("a,b\n\"x;y;z\",2\n\"x;y;z\",3\n", ',')]
    [InlineData("only\n1\n2\n", ',')]
    public void The_delimiter_is_recognised(string text, char delimiter) =>
        Assert.Equal(delimiter, new CsvSource(TestData.Temporary("t.csv", text)).Format.Delimiter);

    [Fact]
    public void What_is_told_is_not_guessed()
    {
        Assert.Equal([["a;b"], ["1;2"]], Rows("a;b\n1;2\n", new() { Delimiter = ',' }));
        Assert.Equal([["column_1", "column_2"], ["a", "b"], ["1", "2"]], Rows("a,b\n1,2\n", new() { Header = false }));
        Assert.Equal([["1", "2"], ["3", "4"]], Rows("1,2\n3,4\n", new() { Header = true }));
        Assert.Equal([["a", "b"], ["x,y", "2"]], Rows("a,b\n'x,y',2\n", new() { Quote = '\'' }));
    }

    [Theory]
    [InlineData("1,2,x\n3,4,y\n", false)]
    [InlineData("a,b,c\n3,4,y\n", true)]
    [InlineData("name,city\nann,rome\n", true)]
    [InlineData("city,2019,2020\nrome,1,2\nparis,3,4\n", false)] // a number on top, no text above numbers
    [InlineData("id,2019,2020\n7,1,2\n9,3,4\n", true)]
    public void A_header_is_recognised(string text, bool header) =>
        Assert.Equal(header, new CsvSource(TestData.Temporary("t.csv", text)).Format.Header);

    [Fact]
    public void Single_quotes_are_recognised() =>
        Assert.Equal([["a", "b"], ["x,y", "2"], ["z,w", "3"]], Rows("'a','b'\n'x,y','2'\n'z,w','3'\n"));

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 mark", "utf-16", "utf-16 mark", "utf-16BE mark", "utf-16BE", "utf-32 mark"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Encodings_are_recognised(string name)
    {
        Encoding encoding = name.Split(' ')[0] switch
        {
            "utf-8" => new UTF8Encoding(true),
            "utf-16" => new UnicodeEncoding(false, true),
            "utf-16BE" => new UnicodeEncoding(true, true),
            _ => new UTF32Encoding(false, true),
        };
        const string Text = "größe,ort\n1,Köln\n2,Zürich\n";
        byte[] bytes = [.. name.EndsWith("mark", StringComparison.Ordinal) ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)];
        Assert.Equal([["größe", "ort"], ["1", "Köln"], ["2", "Zürich"]], Rows(new CsvSource(TestData.Temporary("t.csv", bytes))));
    }

    [Fact]
    public void Gzip_is_recognised_by_its_first_bytes()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            gzip.Write("a,b\n1,2\n"u8);
        var source = new CsvSource(TestData.Temporary("t.csv", packed.ToArray()));
        Assert.True(source.Format.Compressed);
        Assert.Equal([["a", "b"], ["1", "2"]], Rows(source));
        var cut = Assert.Throws<DataException>(() => Rows(new CsvSource(TestData.Temporary("t.csv.gz", packed.ToArray()[..^12]))));
        Assert.Contains("gzip", cut.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decimal_comma_is_read_with_a_semicolon()
    {
        var data = TableData.Open(TestData.Temporary("t.csv", "größe;gewicht;ort\n1,5;2;a\n-2,25;1,5e2;b\n3;4;a\n"),
            new TableOptions { Targets = ["gewicht"], Task = TaskHint.Regression });
        Assert.Equal(',', ((CsvSource)DataSources.FromPath(data.Schema.Source)).Format.Decimal);
        Assert.Equal([1.5, -2.25, 3], ((NumberColumn)data["größe"]).Values(data.Rows));
        Assert.Equal([2, 150, 4], ((NumberColumn)data["gewicht"]).Values(data.Rows));
    }

    [Fact]
    public void The_culture_makes_no_difference()
    {
        var before = CultureInfo.CurrentCulture;
        var text = TestData.Temporary("t.csv", "x,y,d\n1.5,2.25,2024-01-31\n-3.125,1e-3,2024-02-29\n1000.5,4,2024-03-01\n");
        string Everything()
        {
            var data = TableData.Open(text, "y");
            return data.Schema.Describe() + Preprocessor.Fit(data).ToJson() + data.Text(0, "x");
        }

        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var expected = Everything();
            foreach (var culture in new[] { "de-DE", "tr-TR", "fa-IR", "ar-SA" })
            {
                CultureInfo.CurrentCulture = new(culture);
                Assert.Equal(expected, Everything());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("-0.5", -0.5)]
    [InlineData("+7", 7)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1e3", 1000)]
    [InlineData("1E-2", 0.01)]
    [InlineData("0.1", 0.1)]
    [InlineData("123456789012345678901234567890", 123456789012345678901234567890.0)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("nan", double.NaN)]
    public void Numbers_are_read(string text, double expected)
    {
        Assert.True(NumberText.TryParse(text, '.', out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1,5")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("--1")]
    [InlineData("$1")]
    public void What_is_no_number_is_not_read_as_one(string text) => Assert.False(NumberText.TryParse(text, '.', out _));

    [Fact]
    public void Fast_number_reading_gives_the_same_bits_as_the_slow_one() =>
        CsCheck.Check.Sample(CsCheck.Gen.Select(CsCheck.Gen.Long[-999999999999999, 999999999999999], CsCheck.Gen.Int[0, 15]), pair =>
        {
            var digits = Math.Abs(pair.Item1).ToString(CultureInfo.InvariantCulture).PadLeft(15, '0');
            var text = (pair.Item1 < 0 ? "-" : "") + digits[..(15 - pair.Item2)] + "." + digits[(15 - pair.Item2)..];
            return NumberText.TryParse(text, '.', out var value)
                && BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture));
        });
}
