namespace Backprop.Onnx;

/// <summary>
/// Reads ONNX files: models that Backprop exported come back whole, with preprocessing and labels; networks of other programs
/// as <see cref="OnnxNetwork"/>. A file can hold numbers and names of operators, nothing that runs; whatever its bytes are, reading
/// ends in a result or one of the exceptions named.
/// </summary>
public static class OnnxImport
{
    internal const string ModelKey = "backprop.model";

    /// <summary>Whether a file is one that <see cref="LoadModel"/> reads, by its name.</summary>
    public static bool IsOnnx(string path) => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A model that <see cref="OnnxExport"/> wrote, whole or bare: its description stands in the file, its weights in the
    /// graph. Those of a float16 file are widened.
    /// </summary>
    /// <exception cref="FileException">The file cannot be read, or its weights do not fit its description.</exception>
    /// <exception cref="OnnxException">It is no ONNX file, or was not written from a Backprop model.</exception>
    public static Model LoadModel(string path) => ToModel(OnnxFile.Bytes(path), $"'{path}'");

    /// <summary>As <see cref="LoadModel"/>, from a file's bytes.</summary>
    public static Model ToModel(byte[] file) => ToModel(file, "the ONNX file");

    /// <summary>The network of any ONNX file of known operators: one input [batch, …] of numbers, one output.</summary>
    /// <param name="path">The file.</param>
    /// <param name="output">Which output, if the file has several.</param>
    /// <exception cref="FileException">The file cannot be read.</exception>
    /// <exception cref="OnnxException">It is damaged, or has what is not known here; the message lists all unknown operators.</exception>
    public static OnnxNetwork LoadNetwork(string path, string? output = null)
    {
        try
        {
            return ToNetwork(OnnxFile.Bytes(path), output);
        }
        catch (OnnxException e)
        {
            throw new OnnxException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>As <see cref="LoadNetwork"/>, from a file's bytes.</summary>
    public static OnnxNetwork ToNetwork(byte[] file, string? output = null) => new(OnnxFile.Parse(file), output);

    /// <summary>As <see cref="Weights(byte[])"/>, from a file.</summary>
    /// <exception cref="FileException">The file cannot be read.</exception>
    /// <exception cref="OnnxException">It is damaged, or its weights stand in other files.</exception>
    public static IReadOnlyList<(string Name, Tensor Tensor)> LoadWeights(string path)
    {
        try
        {
            return Weights(OnnxFile.Bytes(path));
        }
        catch (OnnxException e)
        {
            throw new OnnxException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>What a file says of itself.</summary>
    /// <exception cref="FileException">The file cannot be read.</exception>
    /// <exception cref="OnnxException">It is no ONNX file.</exception>
    public static OnnxSummary Inspect(string path)
    {
        try
        {
            return OnnxSummary.Of(OnnxFile.Bytes(path));
        }
        catch (OnnxException e)
        {
            throw new OnnxException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>The weights of any ONNX file, by name: floats as float32, whole numbers as int32.</summary>
    /// <exception cref="OnnxException">It is damaged, or its weights stand in other files.</exception>
    public static IReadOnlyList<(string Name, Tensor Tensor)> Weights(byte[] file) => Weights(OnnxFile.Parse(file));

    private static Model ToModel(byte[] file, string source)
    {
        ModelProto model;
        IReadOnlyList<(string, Tensor)> weights;
        try
        {
            model = OnnxFile.Parse(file);
            if (model.MetadataProps.FirstOrDefault(p => p.Key == ModelKey)?.Value is not { } description)
                throw new OnnxException("it does not hold a Backprop model (backprop export writes one): OnnxImport.LoadNetwork reads the network alone");
            // Texts are tables of preprocessing, which the description holds.
            weights = Weights(model);
            return ModelFile.Build(description, weights, source);
        }
        catch (OnnxException e)
        {
            throw new OnnxException($"{source}: {e.Message}", e);
        }
    }

    private static List<(string, Tensor)> Weights(ModelProto model) =>
        [.. model.Graph.Initializer.Where(t => t.DataType != (int)TensorProto.Types.DataType.String).Select(t => (t.Name, TensorReader.Read(t, t.Name).Tensor))];
}
