using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Backprop;

/// <summary>
/// One NumPy array as bytes: <c>\x93NUMPY</c>, a version, the length of the header, the header, the elements. Versions 1.0, 2.0
/// and 3.0 are read, 1.0 is written. Float16 becomes float32, whole numbers int32.
/// </summary>
internal static class NpyArray
{
    private const int LargestHeader = 1 << 16, FirstBlock = 1 << 20;

    /// <summary>How every array begins.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array to the stream's end; memory is taken as bytes arrive, never by what the header says.</summary>
    /// <param name="stream">At the array's first byte.</param>
    /// <param name="most">How many bytes of elements are allowed.</param>
    /// <exception cref="FormatException">It is none, is cut off, goes on behind its end, or is larger than allowed.</exception>
    public static Tensor Read(Stream stream, long most)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) < 10 || !start[..6].SequenceEqual(Magic))
            throw new FormatException("it does not begin as a NumPy array");
        var (major, minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw new FormatException($"its version is {major}.{minor}; 1.0, 2.0 and 3.0 can be read");
        var length = (long)BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (major > 1)
        {
            if (stream.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) < 2)
                throw new FormatException("it ends within its header");
            length = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        }

        if (length > LargestHeader)
            throw new FormatException($"its header would be {length} bytes long ({LargestHeader} are allowed)");
        var header = new byte[length];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < length)
            throw new FormatException("it ends within its header");
        var array = NpyHeader.Parse((major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(header));
        var size = (long)array.Shape.Count * array.Size;
        if (size > most)
            throw new FormatException($"its shape {array.Shape} needs {size} bytes of values, more than {most}, which the file can hold");
        var bytes = Fill(stream, (int)Math.Min(size, Array.MaxLength));
        return Decode(array, bytes);
    }

    // Grows with what arrives: a header that promises much costs nothing.
    private static byte[] Fill(Stream stream, int size)
    {
        var bytes = new byte[Math.Min(size, FirstBlock)];
        var filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            if (filled < bytes.Length)
                throw new FormatException($"its values should take {size} bytes but {filled} are there: it was cut off");
            if (filled == size)
                break;
            Array.Resize(ref bytes, (int)Math.Min(size, 2L * bytes.Length));
        }

        return stream.ReadByte() < 0 ? bytes : throw new FormatException($"there is more behind its {size} bytes of values");
    }

    private static Tensor Decode(NpyHeader array, byte[] bytes)
    {
        if (array.BigEndian && array.Size > 1)
        {
            for (var i = 0; i < bytes.Length; i += array.Size)
                bytes.AsSpan(i, array.Size).Reverse();
        }

        return (array.Kind, array.Size) switch
        {
            ('f', 2) => Make<Half, float>(array, bytes, v => (float)v),
            ('f', 4) => Make<float, float>(array, bytes, v => v),
            ('f', _) => Make<double, double>(array, bytes, v => v),
            ('b', _) => Make<byte, bool>(array, bytes, v => v != 0),
            ('i', 1) => Make<sbyte, int>(array, bytes, v => v),
            ('i', 2) => Make<short, int>(array, bytes, v => v),
            ('i', 4) => Make<int, int>(array, bytes, v => v),
            ('i', _) => Make<long, int>(array, bytes, v => v is >= int.MinValue and <= int.MaxValue ? (int)v : throw Beyond(v)),
            ('u', 1) => Make<byte, int>(array, bytes, v => v),
            ('u', 2) => Make<ushort, int>(array, bytes, v => v),
            ('u', 4) => Make<uint, int>(array, bytes, v => v <= int.MaxValue ? (int)v : throw Beyond(v)),
            _ => Make<ulong, int>(array, bytes, v => v <= int.MaxValue ? (int)v : throw Beyond(v)),
        };
    }

    private static FormatException Beyond(object value) => new(FormattableString.Invariant($"it holds {value}, beyond 32 bits"));

    private static Tensor Make<TFrom, TTo>(NpyHeader array, byte[] bytes, Func<TFrom, TTo> convert) where TFrom : unmanaged where TTo : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, TFrom>(bytes);
        var to = new TTo[from.Length];
        if (!array.Fortran || array.Shape.Rank < 2)
        {
            for (var i = 0; i < to.Length; i++)
                to[i] = convert(from[i]);
            return Tensor.Wrap(to, array.Shape);
        }

        // The first axis runs fastest in the file, the last one here.
        var strides = array.Shape.Strides();
        var index = new int[strides.Length];
        var at = 0;
        for (var i = 0; i < from.Length; i++)
        {
            to[at] = convert(from[i]);
            for (var axis = 0; axis < index.Length; axis++)
            {
                at += strides[axis];
                if (++index[axis] < array.Shape[axis])
                    break;
                at -= strides[axis] * index[axis];
                index[axis] = 0;
            }
        }

        return Tensor.Wrap(to, array.Shape);
    }

    /// <summary>Writes an array of version 1.0, little-endian, in C order.</summary>
    public static void Write(Stream stream, Tensor tensor)
    {
        var header = Encoding.ASCII.GetBytes(NpyHeader.Text(tensor));
        // Spaces and a line end bring the values to a multiple of 64 bytes.
        var length = (10 + header.Length + 1 + 63) / 64 * 64 - 10;
        var start = new byte[10 + length];
        Magic.CopyTo(start);
        start[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(8), (ushort)length);
        start.AsSpan(10).Fill((byte)' ');
        header.CopyTo(start, 10);
        start[^1] = (byte)'\n';
        stream.Write(start);
        stream.Write(SafeTensors.Bytes(tensor));
    }
}
