using System.Buffers.Binary;
using System.IO.Compression;
using Backprop.Data;

namespace Backprop.Fuzz;

/// <summary>Pictures and labels. An input is how it is packed (1 byte), how many bytes are pictures (2 bytes), pictures, labels.</summary>
internal sealed class IdxTarget : Target
{
    public override string Name => "idx";

    public override IReadOnlyList<byte[]> Seeds { get; } = [Make(0, 3, 2, 2), Make(1, 25, 1, 3), Make(2, 4, 2, 1), Make(3, 70, 1, 1)];

    private static byte[] Make(byte packed, int count, int height, int width)
    {
        var images = new byte[16 + (count * height * width)];
        new byte[] { 0, 0, 8, 3 }.CopyTo(images, 0);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(8), height);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(12), width);
        var labels = new byte[8 + count];
        new byte[] { 0, 0, 8, 1 }.CopyTo(labels, 0);
        BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), count);
        for (var i = 0; i < count; i++)
            (labels[8 + i], images[16 + (i * height * width)]) = ((byte)(i % 3), (byte)(i * 7));
        return [packed, (byte)images.Length, (byte)(images.Length >> 8), .. images, .. labels];
    }

    public override byte[] Mutate(Dice dice, byte[] from, byte[] other)
    {
        if (from.Length < 3 || dice.OneIn(8))
            return base.Mutate(dice, from, other);
        var split = Math.Min(from.Length, 3 + (from[1] | (from[2] << 8)));
        var (images, labels) = (from[3..split], from[split..]);
        if (dice.OneIn(4))
            labels = Mutator.Bytes(dice, labels, other, []);
        else
            images = Mutator.Bytes(dice, images, other, []);
        return [dice.OneIn(4) ? (byte)dice.Word() : from[0], (byte)images.Length, (byte)(images.Length >> 8), .. images, .. labels];
    }

    public override void Read(byte[] input, string folder)
    {
        if (input.Length < 3)
            return;
        var split = Math.Min(input.Length, 3 + (input[1] | (input[2] << 8)));
        Write(Packed(input[3..split], input[0]), folder, "train-images-idx3-ubyte");
        Write(Packed(input[split..], input[0] >> 2), folder, "train-labels-idx1-ubyte");
        if (input[0] >= 128)
            TableData.Open(Path.Combine(folder, "train-images-idx3-ubyte"), "label");
        else
            TableData.Open(folder, "label");
    }

    // As it is, packed, packed and damaged, packed twice.
    private static byte[] Packed(byte[] content, int how)
    {
        for (var times = (how & 3) switch { 0 => 0, 3 => 2, _ => 1 }; times > 0; times--)
        {
            var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(content);
            content = packed.ToArray();
        }

        if ((how & 3) == 2 && content.Length > 0)
            content[(how * 31) % content.Length] ^= (byte)(1 << (how & 7));
        return content;
    }
}
