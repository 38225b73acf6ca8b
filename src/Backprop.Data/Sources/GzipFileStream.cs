using System.Buffers.Binary;
using System.IO.Compression;

namespace Backprop.Data;

/// <summary>Unpacks a gzip file and, at its end, checks that all of it was there: the runtime takes a cut file for a short one.</summary>
internal sealed class GzipFileStream : Stream
{
    // A table that is packed so small is none: it is made to fill the memory.
    private const long AlwaysUnpacked = 1 << 22, MostTimes = 300;

    private readonly FileStream _file;
    private readonly BufferedStream _unpacked;
    private readonly uint _size; // of the last member, as its last four bytes say, modulo 2^32
    private long _count;
    private bool _checked;

    public GzipFileStream(FileStream file)
    {
        _file = file;
        Span<byte> end = stackalloc byte[4];
        if (file.Length < 18)
            throw new InvalidDataException("it is too short");
        file.Position = file.Length - 4;
        file.ReadExactly(end);
        _size = BinaryPrimitives.ReadUInt32LittleEndian(end);
        file.Position = 0;
        _unpacked = new(new GZipStream(file, CompressionMode.Decompress, leaveOpen: true), 1 << 16);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _count; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = _unpacked.Read(buffer);
        _count += count;
        if (_count > AlwaysUnpacked && _count / MostTimes > _file.Position)
            throw new InvalidDataException($"it unpacks to more than {MostTimes} times its size: unpack it yourself if that is meant");
        if (count == 0 && buffer.Length > 0 && !_checked)
        {
            _checked = true;
            if ((uint)_count != _size && (_count < _size || !HasMembers()))
                throw new InvalidDataException($"it ends after {_count} bytes");
        }

        return count;
    }

    // Several packed files in one: the size at the end is the last one's only.
    private bool HasMembers()
    {
        _file.Position = 10;
        var buffer = new byte[1 << 16];
        var kept = 0;
        while (_file.Read(buffer, kept, buffer.Length - kept) is var read && read > 0)
        {
            if (buffer.AsSpan(0, kept + read).IndexOf((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08]) >= 0)
                return true;
            var total = kept + read;
            kept = Math.Min(2, total);
            buffer.AsSpan(total - kept, kept).CopyTo(buffer);
        }

        return false;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
