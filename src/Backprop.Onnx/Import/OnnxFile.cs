using Google.Protobuf;

namespace Backprop.Onnx;

/// <summary>Reads ONNX files of unknown origin and checks what every reader relies on.</summary>
internal static class OnnxFile
{
    // A protobuf message cannot be larger.
    private const long Largest = int.MaxValue;

    /// <summary>The oldest operator set whose rules are known here (broadcasting as NumPy's), and the newest.</summary>
    public const int OldestOpset = 7, NewestOpset = 26;

    /// <summary>A file's bytes.</summary>
    /// <exception cref="FileException">It cannot be read.</exception>
    public static byte[] Bytes(string path) => InputFile.Read(path, "an ONNX file", stream =>
    {
        if (stream.Length > Largest)
            throw new FileException($"'{path}' is larger than 2 GB, which an ONNX file of one part cannot be");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    /// <summary>The file's message.</summary>
    /// <exception cref="OnnxException">It is none, or has no graph.</exception>
    public static ModelProto Parse(byte[] file)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(file);
            return model.Graph is null ? throw new OnnxException("this is no ONNX file: it has no graph") : model;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxException($"this is no ONNX file: {e.Message}", e);
        }
    }

    /// <summary>The operator set of the graph's own operators.</summary>
    /// <exception cref="OnnxException">It is not told, or not known here.</exception>
    public static long Opset(ModelProto model)
    {
        var version = model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version
            ?? throw new OnnxException("the file does not say which operator set it uses");
        return version is >= OldestOpset and <= NewestOpset
            ? version
            : throw new OnnxException($"the file uses operator set {version}; {OldestOpset} to {NewestOpset} can be read: export it with another one");
    }
}
