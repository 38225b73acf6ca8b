using Google.Protobuf;
using Kind = Backprop.Onnx.AttributeProto.Types.AttributeType;

namespace Backprop.Onnx;

/// <summary>Constants of a node.</summary>
internal static class Attribute
{
    public static AttributeProto Of(string name, long value) => new() { Name = name, I = value, Type = Kind.Int };

    public static AttributeProto Of(string name, bool value) => Of(name, value ? 1L : 0);

    public static AttributeProto Of(string name, double value) => new() { Name = name, F = (float)value, Type = Kind.Float };

    public static AttributeProto Of(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = Kind.String };

    public static AttributeProto Of(string name, IEnumerable<long> values) => new() { Name = name, Ints = { values }, Type = Kind.Ints };

    public static AttributeProto Of(string name, IEnumerable<string> values) =>
        new() { Name = name, Strings = { values.Select(ByteString.CopyFromUtf8) }, Type = Kind.Strings };
}
