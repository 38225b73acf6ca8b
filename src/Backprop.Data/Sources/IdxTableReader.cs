using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Backprop.Data;

/// <summary>Rows of a pair of IDX files, read as they come: what a header claims is checked, never allocated.</summary>
internal sealed class IdxTableReader : TableReader
{
    private const int LargestPicture = 1 << 16;

    private readonly string _imagesPath;
    private readonly Stream _images;
    private readonly Stream? _labels;
    private readonly string? _labelsPath;
    private readonly uint _count;
    private readonly byte[] _row;
    private uint _position;

    public IdxTableReader(string images, string? labels)
    {
        (_imagesPath, _labelsPath) = (images, labels);
        _images = DataFile.Open(images, out _);
        try
        {
            Span<uint> sizes = stackalloc uint[3];
            ReadHeader(_images, images, 3, "pictures", sizes);
            _count = sizes[0];
            var (height, width) = (sizes[1], sizes[2]);
            if (height == 0 || width == 0 || (ulong)height * width > LargestPicture)
                throw new DataException(images, null, null, $"its header claims pictures of {height} × {width}: expected at least 1 × 1 and at most {LargestPicture} pixels");
            (Height, Width) = ((int)height, (int)width);
            _row = new byte[(Height * Width) + (labels is null ? 0 : 1)];
            if (labels is null)
                return;
            _labels = DataFile.Open(labels, out _);
            Span<uint> one = stackalloc uint[1];
            ReadHeader(_labels, labels, 1, "labels", one);
            if (one[0] != _count)
                throw new DataException(labels, null, null, $"its header claims {one[0]} labels, but {Path.GetFileName(images)} claims {_count} pictures: they do not belong together");
        }
        catch
        {
            _images.Dispose();
            _labels?.Dispose();
            throw;
        }
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>The current picture's bytes, then its label.</summary>
    public byte[] Row => _row;

    public override string Place => "row " + _position.ToString(CultureInfo.InvariantCulture);

    public override int FieldCount => _row.Length;

    public override string GetName(int ordinal) => ordinal == Height * Width
        ? "label"
        : string.Create(CultureInfo.InvariantCulture, $"pixel_{ordinal / Width}_{ordinal % Width}");

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => typeof(byte);

    public override object GetValue(int ordinal) => _row[ordinal];

    public override byte GetByte(int ordinal) => _row[ordinal];

    public override bool IsDBNull(int ordinal) => false;

    public override bool Read()
    {
        if (_position == _count)
        {
            CheckEnd(_images, _imagesPath, "pictures");
            if (_labels is not null)
                CheckEnd(_labels, _labelsPath!, "labels");
            return false;
        }

        Fill(_images, _imagesPath, _row.AsSpan(0, Height * Width), "pictures");
        if (_labels is not null)
            Fill(_labels, _labelsPath!, _row.AsSpan(Height * Width), "labels");
        _position++;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _images.Dispose();
            _labels?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void ReadHeader(Stream stream, string path, int axes, string what, Span<uint> sizes)
    {
        Span<byte> header = stackalloc byte[4 + (4 * sizes.Length)];
        if (ReadSome(stream, path, header) < header.Length)
            throw new DataException(path, null, null, $"ends within its header: expected an IDX file of {what}");
        if (header[0] != 0 || header[1] != 0 || header[2] != 8 || header[3] != axes)
            throw new DataException(path, null, null, $"begins with {Convert.ToHexString(header[..4])}, expected 0000080{axes}: an IDX file of {what} as bytes");
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + (4 * i))..]);
    }

    private void Fill(Stream stream, string path, Span<byte> into, string what)
    {
        if (ReadSome(stream, path, into) < into.Length)
            throw new DataException(path, null, null, $"is cut off: its header claims {_count} {what}, it ends after {_position}");
    }

    private void CheckEnd(Stream stream, string path, string what)
    {
        Span<byte> one = stackalloc byte[1];
        if (ReadSome(stream, path, one) > 0)
            throw new DataException(path, null, null, $"goes on after the {_count} {what} that its header claims: the file is damaged");
    }

    private static int ReadSome(Stream stream, string path, Span<byte> into)
    {
        try
        {
            return stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw DataFile.Damaged(path, e);
        }
        catch (IOException e)
        {
            throw new DataException(path, null, null, $"cannot be read: {e.Message}", e);
        }
    }
}
