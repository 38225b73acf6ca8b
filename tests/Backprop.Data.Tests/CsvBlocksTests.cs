using System.Globalization;
using System.IO.Compression;
using System.Text;
using Backprop.Numerics;

namespace Backprop.Data.Tests;

/// <summary>Reading by blocks against reading with care, its twin.</summary>
public class CsvBlocksTests
{
    private static readonly string[] Cells =
    [
        "1", "2.5", "-3.25", "+4", "0", "-0", "007", "255", "256", "1e3", "1.5E-7", "123456789012", "0.1234567890123456", "12345678901234567890", ".5", "5.",
        "", " ", "NA", "?", "nan", " 7 ", "\t8", "red", "green", "blue", "Grün", "\"quoted\"", "\"1.5\"", "\"a, b\"", "\"two\nlines\"", "\"say \"\"so\"\"\"", "\"\"",
        "2024-02-29", "true", "no", "∞x", "x\u00a0", "a long text of more than four and twenty bytes",
    ];

    /// <summary>All that is known of a table, or why it cannot be read.</summary>
    private static string Read(string path, long blocksFrom, TableOptions? options = null)
    {
        try
        {
            var source = new CsvSource(path) { BlocksFrom = blocksFrom };
            var table = TableData.Open(source, options);
            var text = new StringBuilder();
            foreach (var c in table.Schema.Columns)
            {
                text.Append(CultureInfo.InvariantCulture, $"{c.Name} {c.Kind} {c.Role} {c.Missing} {c.Distinct} {c.Min} {c.Max} {c.Mean} {c.Reason} {string.Join('|', c.Levels)} {string.Join('|', c.Counts)}\n");
                for (var row = 0; row < table.Count && table.Contains(c.Name); row++)
                    text.Append(table[c.Name].Text(row)).Append('\n');
            }

            return text.AppendJoin('\n', table.Schema.Warnings).ToString();
        }
        catch (BackpropException e)
        {
            return e.Message;
        }
    }

    private static void Same(string text, TableOptions? options = null)
    {
        var path = TestData.Temporary("blocks.csv", text);
        Assert.Equal(Read(path, long.MaxValue, options), Read(path, 0, options));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\r\n1,2\r\n3,4")]
    [InlineData("a,b\r1,2\r3,4\r")]
    [InlineData("\n\na,b\n\n1,2\n\n\n3,4\n\n")]
    [InlineData("a,b\n1,2\n \t \n3,4\n  ")]
    [InlineData("a,b\n1,2\n3\n")]
    [InlineData("a,b\n1,2\n3,4,5\n")]
    [InlineData("a,b\n1,\"2\n3,4\n")]
    [InlineData("a,b\n1,\"2\"x\n3,4\n")]
    [InlineData("a,b\n1,x\"2\"\n3,4\"\n")]
    [InlineData("a,b\n1, \"2\"\n3,4\n")]
    [InlineData("a,b\n1,'2'\n3,'4'\n")]
    [InlineData("a;b\n1,5;2,25\n3,5;4,75\n")]
    [InlineData("a\tb\n1\t\n\t2\n")]
    [InlineData("\"a\nb\",c\n1,2\n")]
    [InlineData("a,b\n1,inf\n2,3\n")]
    [InlineData("a,b\n1,\"x\ry\"\n2,3\n")]
    [InlineData("only\n1\n\n2\n")]
    public void Whatever_is_written_is_read_the_same(string text) => Same(text);

    [Fact]
    public void Random_tables_are_read_the_same()
    {
        var random = new Random(7);
        for (var table = 0; table < 150; table++)
        {
            var columns = random.Next(2, 6);
            var chosen = Enumerable.Range(0, columns).Select(_ => Enumerable.Range(0, random.Next(1, 6)).Select(_ => Cells[random.Next(Cells.Length)]).ToArray()).ToArray();
            var end = random.Next(3) == 0 ? "\r\n" : "\n";
            var text = new StringBuilder(string.Join(',', Enumerable.Range(0, columns).Select(i => $"c{i}"))).Append(end);
            for (var row = random.Next(1, 60); row > 0; row--)
                text.AppendJoin(',', chosen.Select(c => c[random.Next(c.Length)])).Append(random.Next(20) == 0 ? end + end : end);
            Same(text.ToString());
        }
    }

    [Fact]
    public void A_table_of_many_blocks_is_read_the_same()
    {
        var text = new StringBuilder("n,small,text,quoted,late\n");
        for (var row = 0; row < 20_000; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(row * 7919 % 10007) / 32.0},{row % 200},t{row % 700},\"{row % 9}, {(row % 50 == 0 ? "\n" : "")}x\"");
            text.Append(CultureInfo.InvariantCulture, $",{(row < 6000 ? "" : row < 19_990 ? row : $"z{row % 30}")}\n");
        }

        Assert.True(text.Length > 3 << 17);
        Same(text.ToString());
        Same(text.ToString(), new() { Categorical = ["n"], Missing = ["7"] });
        Same(text + "1,2,3,4\n");
        Same(text + "1,2,3,4,\"5\n");
        Same(text.ToString().Replace("\n12,", "\nx12,", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_longer_than_a_block_is_read_the_same()
    {
        var wide = string.Join(',', Enumerable.Range(0, 70_000));
        Same($"{string.Join(',', Enumerable.Range(0, 70_000).Select(i => $"c{i}"))}\n{wide}\n{wide}\n", new() { KeepConstants = true });
        Same($"a,b\n1,\"{new string('x', 300_000)}\"\n2,y\n3,y\n");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told_with_their_line()
    {
        var path = TestData.Temporary("blocks.csv", "a,b\n");
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 100_000))), 0xE4, (byte)',', (byte)'1', (byte)'\n']);
        Assert.Contains("line 100002", Read(path, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_and_gzip_make_no_difference()
    {
        var path = TestData.Temporary("blocks.csv.gz", "");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write([0xEF, 0xBB, 0xBF]);
            packed.Write(Encoding.UTF8.GetBytes("a,b\n1,x\n2,y\n"));
        }

        Assert.Equal(Read(path, long.MaxValue), Read(path, 0));
    }

    [Fact]
    public void Plain_numbers_never_need_the_careful_reader()
    {
        using var blocks = new CsvSource(TestData.Temporary("blocks.csv", "a,b\r\n1,\"2\"\n\n3,4")) { BlocksFrom = 0 }.OpenBlocks(2);
        Assert.True(blocks!.Read());
        Assert.Equal(2, blocks.Rows);
        Assert.Equal("line 4", blocks.Place(1));
        Assert.False(blocks.Read());
        Assert.False(blocks.GaveUp);
    }

    [Fact]
    public void Numbers_in_bytes_have_the_same_bits()
    {
        var random = new Random(3);
        for (var i = 0; i < 400_000; i++)
        {
            var bits = BitConverter.Int64BitsToDouble(random.NextInt64());
            var text = (i % 8) switch
            {
                0 => random.Next(-100_000, 100_000).ToString(CultureInfo.InvariantCulture),
                1 => (random.NextDouble() * 1000).ToString("F" + random.Next(0, 18), CultureInfo.InvariantCulture),
                2 => ((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12))).ToString("R", CultureInfo.InvariantCulture),
                3 => random.NextInt64().ToString(CultureInfo.InvariantCulture).Insert(random.Next(1, 15), "."),
                4 => $"{random.NextInt64(1L << 54)}e{random.Next(-30, 30)}",
                // Halfway between two doubles, and a little beside it.
                5 => ((UInt128)random.NextInt64(1L << 52, 1L << 53) * 2 + 1).ToString(CultureInfo.InvariantCulture) is var half ? half[..^random.Next(1, 4)] + "." + half[^1] : "",
                6 => string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => "0123456789.-+eE, x"[random.Next(18)])),
                _ => double.IsFinite(bits) ? bits.ToString("R", CultureInfo.InvariantCulture) : "1",
            };
            var separator = text.Contains(',', StringComparison.Ordinal) && i % 2 == 0 ? ',' : '.';
            var bytes = new byte[text.Length + 2 + NumberBytes.Padding];
            bytes[0] = (byte)'9';
            Encoding.ASCII.GetBytes(text, bytes.AsSpan(1));
            bytes[text.Length + 1] = (byte)'7';
            if (!NumberBytes.TryParse(ref bytes[0], 1, text.Length + 1, (byte)separator, out var fast))
                continue;
            Assert.True(NumberText.TryParse(text, separator, out var slow), text);
            Assert.Equal(BitConverter.DoubleToInt64Bits(slow), BitConverter.DoubleToInt64Bits(fast));
        }
    }

    [Theory]
    [InlineData("9007199254740993.0")]
    [InlineData("0.50000000000000005551")]
    [InlineData("1844674407370955161.5")]
    [InlineData("4503599627370497.5")]
    [InlineData("4503599627370496.5")]
    [InlineData("0.000000000123456789012345")]
    [InlineData("-1234567890.123456789")]
    public void Long_numbers_are_rounded_once(string text)
    {
        var bytes = new byte[text.Length + NumberBytes.Padding];
        Encoding.ASCII.GetBytes(text, bytes);
        Assert.True(NumberBytes.TryParse(ref bytes[0], 0, text.Length, (byte)'.', out var value) || text.Length > 20);
        if (text.Length <= 20)
            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), value);
    }
}
