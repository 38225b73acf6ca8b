using System.Buffers.Binary;
using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>
/// Values of a file's tensors: floats of any width as float32, whole numbers as they are. What a tensor says of its size is
/// held against the bytes that are there before anything is made.
/// </summary>
internal static class TensorReader
{
    private const int MostAxes = 16;

    /// <summary>Reads a tensor.</summary>
    /// <exception cref="OnnxException">Its values stand in another file, do not fit its sizes, or are no numbers.</exception>
    public static GraphValue Read(TensorProto tensor, string name)
    {
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0)
            throw new OnnxException($"the values of '{name}' stand in another file, which is not read: save the model as one file");
        var dims = Dims(tensor, name, out var count);
        var type = (DataType)tensor.DataType;
        switch (type)
        {
            case DataType.Float: return Floats(tensor.FloatData.Count, 4, i => tensor.FloatData[i], BinaryPrimitives.ReadSingleLittleEndian);
            case DataType.Double: return Floats(tensor.DoubleData.Count, 8, i => (float)tensor.DoubleData[i], b => (float)BinaryPrimitives.ReadDoubleLittleEndian(b));
            case DataType.Float16: return Floats(tensor.Int32Data.Count, 2, i => (float)BitConverter.UInt16BitsToHalf((ushort)tensor.Int32Data[i]), b => (float)BinaryPrimitives.ReadHalfLittleEndian(b));
            case DataType.Bfloat16: return Floats(tensor.Int32Data.Count, 2, i => Brain((ushort)tensor.Int32Data[i]), b => Brain(BinaryPrimitives.ReadUInt16LittleEndian(b)));
            case DataType.Int64: return Whole(tensor.Int64Data.Count, 8, i => tensor.Int64Data[i], BinaryPrimitives.ReadInt64LittleEndian);
            case DataType.Int32: return Whole(tensor.Int32Data.Count, 4, i => tensor.Int32Data[i], b => BinaryPrimitives.ReadInt32LittleEndian(b));
            case DataType.Int16: return Whole(tensor.Int32Data.Count, 2, i => tensor.Int32Data[i], b => BinaryPrimitives.ReadInt16LittleEndian(b));
            case DataType.Int8: return Whole(tensor.Int32Data.Count, 1, i => tensor.Int32Data[i], b => (sbyte)b[0]);
            case DataType.Uint8 or DataType.Bool: return Whole(tensor.Int32Data.Count, 1, i => tensor.Int32Data[i], b => b[0]);
            default:
                throw new OnnxException($"'{name}' holds {type.ToString().ToLowerInvariant()}, which is no type a network here computes with");
        }

        GraphValue Floats(int typed, int size, Func<int, float> value, Reader<float> raw)
        {
            var values = Values(tensor, name, count, typed, size, value, raw);
            return GraphValue.Of(Tensor.Constant<float>(values, new Shape(dims)));
        }

        GraphValue Whole(int typed, int size, Func<int, long> value, Reader<long> raw) => GraphValue.Of(Values(tensor, name, count, typed, size, value, raw), dims);
    }

    /// <summary>A tensor's sizes, checked.</summary>
    public static int[] Dims(TensorProto tensor, string name, out int count)
    {
        if (tensor.Dims.Count > MostAxes)
            throw new OnnxException($"'{name}' has {tensor.Dims.Count} axes, more than {MostAxes}");
        var product = 1L;
        foreach (var size in tensor.Dims)
        {
            if (size is < 0 or > int.MaxValue || (size > 0 && product > Array.MaxLength / size))
                throw new OnnxException($"the shape [{string.Join(", ", tensor.Dims)}] of '{name}' is too large or negative");
            product *= size;
        }

        count = (int)product;
        return [.. tensor.Dims.Select(d => (int)d)];
    }

    private delegate T Reader<T>(ReadOnlySpan<byte> bytes);

    private static T[] Values<T>(TensorProto tensor, string name, int count, int typed, int size, Func<int, T> value, Reader<T> raw)
    {
        var bytes = tensor.RawData.Span;
        var there = bytes.Length > 0 ? bytes.Length / size : typed;
        if (there != count || (bytes.Length > 0 && bytes.Length % size != 0))
            throw new OnnxException($"'{name}' [{string.Join(", ", tensor.Dims)}] has {there} values where its shape needs {count}");
        var values = new T[count];
        for (var i = 0; i < count; i++)
            values[i] = bytes.Length > 0 ? raw(bytes[(i * size)..]) : value(i);
        return values;
    }

    private static float Brain(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
