using System.Buffers.Binary;
using System.Data;
using System.IO.Compression;
using Microsoft.Data.Sqlite;

namespace Backprop.Data.Tests;

public class SourceTests
{
    private sealed record Car(string Name, int Horsepower, double? Weight, bool Electric, DateTime Built);

    [Fact]
    public void Objects_are_rows()
    {
        var cars = Enumerable.Range(0, 20).Select(i => new Car("ab"[i % 2].ToString(), 50 + (i * i), i == 3 ? null : i * 1.5, i % 3 == 0, new DateTime(2020, 1 + (i % 12), 1)));
        var source = new ObjectSource<Car>(cars).Column("name", c => c.Name).Column("hp", c => c.Horsepower).Column("weight", c => c.Weight)
            .Column("electric", c => c.Electric).Column("built", c => c.Built);
        var data = TableData.Open(source, new() { Targets = ["hp"], Task = TaskHint.Regression });
        Assert.Equal([ColumnKind.Category, ColumnKind.Number, ColumnKind.Number, ColumnKind.Boolean, ColumnKind.Date], data.Schema.Columns.Select(c => c.Kind));
        Assert.Equal(1, data.Schema["weight"].Missing);
        Assert.Equal("2020-03-01", data.Text(2, "built"));
        var p = Preprocessor.Fit(data);
        Assert.Equal(p.Encode(data).Features, p.Encode(TableData.Read(source, p.Layout, targets: true)).Features);
    }

    [Fact]
    public void A_DataTable_is_rows()
    {
        using var table = new DataTable("fruit");
        table.Columns.Add("weight", typeof(double));
        table.Columns.Add("count", typeof(int));
        table.Columns.Add("fresh", typeof(bool));
        table.Columns.Add("kind", typeof(string));
        for (var i = 0; i < 12; i++)
            table.Rows.Add(i == 5 ? DBNull.Value : i * 0.5, i % 4, i % 2 == 0, "xy"[i / 2 % 2].ToString());
        var data = TableData.Open(new DataTableSource(table), new() { Targets = ["kind"] });
        Assert.Equal((12, TaskKind.Binary, 3), (data.Count, data.Schema.Task!.Value, data.Schema.Features.Count));
        Assert.Equal((1, ColumnKind.Boolean), (data.Schema["weight"].Missing, data.Schema["fresh"].Kind));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_query_on_a_real_SQLite_file_gives_what_the_CSV_file_gives(bool typesVary)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("backprop-data-").FullName, "penguins.db");
        var connection = $"Data Source={path};Pooling=False";
        using (var db = new SqliteConnection(connection))
        {
            db.Open();
            Run(db, "CREATE TABLE penguins (id INTEGER PRIMARY KEY, species TEXT, island TEXT, bill_length_mm REAL, bill_depth_mm REAL, flipper_length_mm INTEGER, body_mass_g INTEGER, sex TEXT)");
            using var transaction = db.BeginTransaction();
            var id = 0;
            foreach (var line in File.ReadAllLines(TestData.Table("penguins")).Skip(1))
            {
                using var insert = db.CreateCommand();
                insert.Transaction = transaction;
                insert.CommandText = "INSERT INTO penguins VALUES ($id,$a,$b,$c,$d,$e,$f,$g)";
                insert.Parameters.AddWithValue("$id", id++);
                foreach (var (cell, i) in line.Split(',').Select((c, i) => (c, i)))
                    insert.Parameters.AddWithValue("$" + "abcdefg"[i], cell.Length == 0 ? DBNull.Value : cell);
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        const string Query = "SELECT species, island, bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g, sex FROM penguins ORDER BY id";
        var fromDb = TableData.Open(new DbSource("penguins.db", () => new SqliteConnection(connection), Query) { TypesVary = typesVary }, new() { Targets = ["species"] });
        var fromCsv = TableData.Open(TestData.Table("penguins"), "species");
        Assert.Equal(Preprocessor.Fit(fromCsv).ToJson(), Preprocessor.Fit(fromDb).ToJson());
        Assert.Equal(Preprocessor.Fit(fromCsv).Encode(fromCsv.Split(seed: 4).Test!).Features, Preprocessor.Fit(fromDb).Encode(fromDb.Split(seed: 4).Test!).Features);

        using (var db = new SqliteConnection(connection))
        {
            db.Open();
            Run(db, "UPDATE penguins SET body_mass_g = 'heavy' WHERE id = 17");
        }

        var mistake = Assert.Throws<DataException>(() => TableData.Open(new DbSource("penguins.db", () => new SqliteConnection(connection), Query), new() { Targets = ["species"] }));
        Assert.Contains("penguins.db, row 18, column 'body_mass_g': expected a number", mistake.Message, StringComparison.Ordinal);
    }

    private static void Run(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    [Fact]
    public void A_query_without_an_order_is_refused_and_a_failing_one_explained()
    {
        static SqliteConnection Connect() => new("Data Source=:memory:");
        Assert.Contains("ORDER BY", Assert.Throws<DataException>(() => new DbSource("db", Connect, "SELECT * FROM t")).Message, StringComparison.Ordinal);
        var failing = new DbSource("db", Connect, "SELECT * FROM nowhere ORDER BY 1");
        Assert.Contains("no such table", Assert.Throws<DataException>(() => TableData.Open(failing)).Message, StringComparison.Ordinal);
    }

    private static byte[] Images(int claimed, int count, int height = 2, int width = 3)
    {
        var bytes = new byte[16 + (count * height * width)];
        bytes[2] = 8;
        bytes[3] = 3;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), claimed);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), height);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), width);
        for (var i = 16; i < bytes.Length; i++)
            bytes[i] = (byte)(i * 37);
        return bytes;
    }

    private static byte[] Labels(int claimed, int count)
    {
        var bytes = new byte[8 + count];
        bytes[2] = 8;
        bytes[3] = 1;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), claimed);
        for (var i = 0; i < count; i++)
            bytes[8 + i] = (byte)(i % 2);
        return bytes;
    }

    private static string Folder(byte[] trainImages, byte[] trainLabels, bool gzip = false)
    {
        var folder = Directory.CreateTempSubdirectory("backprop-data-").FullName;
        foreach (var (name, bytes) in new[]
        {
            ("train-images-idx3-ubyte", trainImages), ("train-labels-idx1-ubyte", trainLabels),
            ("t10k-images-idx3-ubyte", Images(4, 4)), ("t10k-labels-idx1-ubyte", Labels(4, 4)),
        })
        {
            using var file = File.Create(Path.Combine(folder, name + (gzip ? ".gz" : "")));
            if (gzip)
            {
                using var packed = new GZipStream(file, CompressionMode.Compress);
                packed.Write(bytes);
            }
            else
                file.Write(bytes);
        }

        return folder;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_of_IDX_files_has_its_own_test_part(bool gzip)
    {
        var data = TableData.Open(Folder(Images(10, 10), Labels(10, 10), gzip), target: "label");
        Assert.Equal((10, 4, 6), (data.Count, data.TestPart!.Count, data.Schema.Features.Count));
        Assert.Equal("pixel_1_2", data.Schema.Features[5].Name);
        Assert.Equal([2, 3], data.Schema.Layout.Picture!);
        Assert.Empty(data.Schema.Warnings);
        var split = data.Split(validation: 0.2, test: 0.5);
        Assert.Equal((8, 2, 4), (split.Train.Count, split.Validation!.Count, split.Test!.Count));
        var encoded = Preprocessor.Fit(split.Train).Encode(split.Test);
        Assert.Equal(24, encoded.Features.Length);
        Assert.Equal([0, 1, 0, 1], encoded.Classes);
    }

    [Fact]
    public void Pictures_alone_are_read_too()
    {
        var folder = Folder(Images(10, 10), Labels(10, 10));
        Assert.Equal(7, TableData.Open(Path.Combine(folder, "train-images-idx3-ubyte")).Schema.Columns.Count);
        File.Delete(Path.Combine(folder, "train-labels-idx1-ubyte"));
        Assert.Equal(6, TableData.Open(Path.Combine(folder, "train-images-idx3-ubyte")).Schema.Columns.Count);
    }

    [Theory]
    [InlineData(11, 10, 11, 11, "cut off: its header claims 11 pictures, it ends after 10")]
    [InlineData(9, 10, 9, 9, "goes on after the 9 pictures")]
    [InlineData(10, 10, 11, 11, "they do not belong together")]
    [InlineData(10, 10, 10, 7, "cut off: its header claims 10 labels, it ends after 7")]
    [InlineData(-1, 10, -1, 10, "it ends after 10")]
    public void Damaged_IDX_files_are_diagnosed(int claimedImages, int images, int claimedLabels, int labels, string says)
    {
        var e = Assert.Throws<DataException>(() => TableData.Open(Folder(Images(claimedImages, images), Labels(claimedLabels, labels)), "label"));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_IDX_files_are_diagnosed()
    {
        Assert.Contains("begins with 00000801", Assert.Throws<DataException>(() => TableData.Open(Folder(Labels(5, 5).Concat(new byte[20]).ToArray(), Labels(5, 5)), "label")).Message, StringComparison.Ordinal);
        Assert.Contains("ends within its header", Assert.Throws<DataException>(() => TableData.Open(Folder(Images(0, 0)[..9], Labels(5, 5)), "label")).Message, StringComparison.Ordinal);
        Assert.Contains("pixels", Assert.Throws<DataException>(() => TableData.Open(Folder(Images(1, 0, int.MaxValue, 2), Labels(1, 1)), "label")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fashion_MNIST_is_read()
    {
        if (TestData.Large is not { } folder || !Directory.Exists(Path.Combine(folder, "fashion-mnist")))
        {
            Assert.Skip("BACKPROP_DATA names no folder with fashion-mnist/");
            return;
        }

        var data = TableData.Open(Path.Combine(folder, "fashion-mnist"), "label");
        Assert.Equal((60_000, 10_000, 784), (data.Count, data.TestPart!.Count, data.Schema.Features.Count));
        Assert.Equal(TaskKind.MultiClass, data.Schema.Task);
    }
}
