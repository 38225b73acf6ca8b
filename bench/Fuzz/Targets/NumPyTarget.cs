using System.IO.Compression;
using System.Text;

namespace Backprop.Fuzz;

/// <summary>NumPy arrays and archives of them; an array is damaged by itself, too, and packed again with a checksum that fits.</summary>
internal sealed class NumPyTarget : Target
{
    private IReadOnlyList<byte[]>? _seeds;

    public override string Name => "numpy";

    public override IReadOnlyList<byte[]> Seeds => _seeds ??= Make();

    protected override string[] TokenTexts =>
        ["'<f4'", "'>f8'", "'<f2'", "'|b1'", "'<i8'", "'|O'", "True", "False", "'fortran_order': ", "'shape': ", "(2, 3)", "()", "(1,)", "-1", "99999999", "\u0001\0", ".npy", "PK\u0001\u0002", "PK\u0003\u0004"];

    public override byte[] Mutate(Dice dice, byte[] from, byte[] other)
    {
        if (from is not [0x93, ..] || dice.OneIn(2))
            return base.Mutate(dice, from, other);
        var array = base.Mutate(dice, from, other);
        return dice.OneIn(2) ? array : Zip(dice.OneIn(2) ? CompressionLevel.Fastest : CompressionLevel.NoCompression, ("a.npy", array), ("b.npy", Seeds[0]));
    }

    public override void Read(byte[] input, string folder) => NumPyFile.Load(Write(input, folder, "input.npz"));

    private static List<byte[]> Make()
    {
        byte[][] arrays =
        [
            Array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24), Array("{'descr': '>f8', 'fortran_order': True, 'shape': (2, 1, 2), }", 32),
            Array("{'descr': '<f2', 'fortran_order': False, 'shape': (), }", 2), Array("{'descr': '|b1', 'fortran_order': False, 'shape': (5,), }", 5),
            Array("{'descr': '<i8', 'fortran_order': True, 'shape': (0, 7), }", 0), Array("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8),
            Array("{'descr': '<u4', 'fortran_order': False, 'shape': (3,), }", 12, version: 2), Array("{'descr': '|i1', 'fortran_order': False, 'shape': (1, 1, 1), }", 1, version: 3),
        ];
        return
        [
            .. arrays, Zip(CompressionLevel.NoCompression, ("layers.0.weight.npy", arrays[0]), ("ü.npy", arrays[2])),
            Zip(CompressionLevel.Optimal, [.. arrays.Take(5).Select((a, i) => ($"a{i}.npy", a))]), Zip(CompressionLevel.Optimal, ("archive/data.pkl", [1])), Zip(CompressionLevel.Optimal),
        ];
    }

    private static byte[] Array(string header, int values, byte version = 1) =>
    [
        0x93, .. "NUMPY"u8, version, 0, (byte)header.Length, 0, .. version > 1 ? (byte[])[0, 0] : [], .. Encoding.Latin1.GetBytes(header), .. Enumerable.Range(0, values).Select(i => (byte)(i % 2)),
    ];

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var stream = zip.CreateEntry(name, level).Open();
                stream.Write(bytes);
            }
        }

        return memory.ToArray();
    }
}
