using System.IO.Compression;
using System.Text;
using Backprop.Data;

namespace Backprop.Fuzz;

/// <summary>
/// CSV by both readers, which must agree. The first byte tells how it is read: looked at, with a target, by a layout, packed.
/// </summary>
internal sealed class CsvTarget : Target
{
    private static readonly string[] Texts =
    [
        "a,b,y\n1,x,2\n2,y,3\n3,x,4\n",
        "a;b;y\n1,5;\"x;\"\"q\";ja\n2,5;y;nein\n\n3,5;;ja\n",
        "when\tn\ty\n2020-01-02\t1\t1.0\n2020-01-03 10:00\tNA\t2.0\n2021-12-31T23:59:59Z\t3\t1.0\n",
        "1,2,3\r\n4,5,6\r\n7,8,9\r\n",
        "\uFEFFname,y\n\"multi\nline\",1e3\n'single',-0.5\n,inf\n",
        "a,y\n0x1F,1\n1_000,2\n+1.5e-7,3\n99999999999999999999,4\n",
        "date,flag,y\n03.04.2020,true,a\n05.04.2020,false,b\n06.04.2020,true,c\n",
    ];

    private static readonly TableLayout Layout =
        TableData.Open(new ObjectSource<int>(Enumerable.Range(0, 9)).Column("a", i => i).Column("b", i => "x" + (i % 3)).Column("y", i => i * 0.5), new TableOptions { Targets = ["y"], Keep = ["a"] }).Schema.Layout;

    public override string Name => "csv";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        [.. Texts.SelectMany((t, i) => new byte[][] { [(byte)i, .. Encoding.UTF8.GetBytes(t)], [(byte)(i + 1), .. i % 2 == 0 ? Encoding.UTF8.GetBytes(t) : Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(t))] })];

    protected override string[] TokenTexts =>
        ["\"", "\"\"", "\n", "\r", "\r\n", ",", ";", "\t", "|", "\0", "NA", "nan", "inf", "-1e999", "1e308", "2020-02-30", "0001-01-01", "9999-12-31T23:59:59", "true", "é", "\uFEFF", "\uFFFF", ",,,,,,,,,,", "\n\n\n", "a,b,y\n"];

    public override byte[] Mutate(Dice dice, byte[] from, byte[] other)
    {
        var damaged = Mutator.Bytes(dice, from, other, Tokens);
        if (damaged.Length > 0 && dice.OneIn(2))
            damaged[0] = (byte)dice.Word();
        return damaged;
    }

    public override void Read(byte[] input, string folder)
    {
        var (mode, content) = input.Length == 0 ? (0, input) : (input[0] % 8, input[1..]);
        if (mode == 7)
        {
            var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(content);
            content = packed.ToArray();
            if (content.Length > 12 && input[0] >= 128)
                content[input[0] % content.Length] ^= 0x10;
        }

        var path = Write(content, folder, "input.csv");
        switch (mode)
        {
            case 0 or 7: TableData.Open(path); break;
            case 1: TableData.Open(path, "y"); break;
            case 2: TableData.OpenAs(path, Layout, targets: true); break;
            case 3: TableData.OpenAs(path, Layout, targets: false, new() { Header = false }); break;
            case 4: TableData.Open(path, new TableOptions { Targets = ["y"], Csv = new() { Delimiter = ',', Decimal = ',' } }); break;
            default: Both(path); break;
        }
    }

    private static void Both(string path)
    {
        var (careful, carefulError) = Try(path, long.MaxValue);
        var (quick, quickError) = Try(path, 0);
        if ((careful, carefulError) != (quick, quickError))
            throw new InvalidOperationException($"the two readers differ: {careful ?? carefulError} and {quick ?? quickError}");
        if (carefulError is not null)
            throw new DataException(carefulError);
    }

    private static (string? Text, string? Error) Try(string path, long blocksFrom)
    {
        try
        {
            var table = TableData.Open(new CsvSource(path) { BlocksFrom = blocksFrom });
            var text = new StringBuilder(table.Schema.Describe());
            foreach (var name in table.Schema.Columns.Select(c => c.Name).Where(table.Contains))
                for (var row = 0; row < table.Count; row++)
                    text.Append(table[name].Text(row)).Append('\u0001');
            return (text.ToString(), null);
        }
        catch (DataException e)
        {
            return (null, e.Message);
        }
    }
}
