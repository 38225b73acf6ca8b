using Google.Protobuf;
using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>
/// Writes models as ONNX files (operator set 20): the whole way from a table's columns to labels or values, or the network
/// alone. The number of rows is open. Nobody else may use the network meanwhile.
/// </summary>
public static class OnnxExport
{
    /// <summary>Writes a model's file.</summary>
    /// <param name="model">A trained model.</param>
    /// <param name="path">Where to.</param>
    /// <param name="options">What to write; by default the whole model in float32.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="OnnxException">Something in the model has no counterpart in ONNX; the message names it.</exception>
    /// <exception cref="FileException">The file exists, or cannot be written.</exception>
    public static void Save(Model model, string path, OnnxOptions? options = null, bool overwrite = false) => Save(ToModel(model, options ?? new()), path, overwrite);

    /// <summary>Writes a network's file: input <c>x</c> [batch, …], output <c>output</c>.</summary>
    /// <param name="network">Any network with values; the first axis of its input is the batch.</param>
    /// <param name="path">Where to.</param>
    /// <param name="inputSizes">The sizes of the input's axes behind the batch, such as [4] for [batch, 4].</param>
    /// <param name="options">What to write; it is always the network alone.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="OnnxException">An op of the network has no counterpart in ONNX; the message names it.</exception>
    /// <exception cref="FileException">The file exists, or cannot be written.</exception>
    public static void Save(Module network, string path, IReadOnlyList<int> inputSizes, OnnxOptions? options = null, bool overwrite = false) =>
        Save(ToModel(network, inputSizes, options ?? new()), path, overwrite);

    /// <summary>A model's file as bytes.</summary>
    /// <exception cref="OnnxException">Something in the model has no counterpart in ONNX; the message names it.</exception>
    public static byte[] ToBytes(Model model, OnnxOptions? options = null) => ToModel(model, options ?? new()).ToByteArray();

    /// <summary>A network's file as bytes; see <see cref="Save(Module, string, IReadOnlyList{int}, OnnxOptions?, bool)"/>.</summary>
    /// <exception cref="OnnxException">An op of the network has no counterpart in ONNX; the message names it.</exception>
    public static byte[] ToBytes(Module network, IReadOnlyList<int> inputSizes, OnnxOptions? options = null) =>
        ToModel(network, inputSizes, options ?? new()).ToByteArray();

    internal static ModelProto ToModel(Model model, OnnxOptions options)
    {
        var preprocessor = model.Preprocessor;
        var graph = new GraphBuilder();
        var width = preprocessor.FeatureNames.Count + preprocessor.Embeddings.Count;
        if (options.Bare)
        {
            WriteNetwork(graph, model.Network, [width], options.Float16, $"the encoded columns: {string.Join(", ", preprocessor.FeatureNames.Concat(preprocessor.Embeddings.Select(e => $"{e.Column} (code)")))}");
        }
        else
        {
            var columns = TableExport.Declare(graph, preprocessor);
            var features = TableExport.Write(graph, preprocessor, columns);
            HeadExport.Write(graph, model, NetworkExport.Write(graph, model.Network, features, [width], options.Float16).Value);
        }

        var targets = string.Join(", ", preprocessor.Layout.Targets.Select(t => t.Name));
        var file = File(graph, options.Bare ? "network" : "model", $"{Task(model.Task)} of {targets}: {model.Record.Network}{(model.Record.Data.Length > 0 ? $", trained on {model.Record.Data}" : "")}");
        Add(file, "task", Task(model.Task));
        Add(file, "target", targets);
        if (preprocessor.ClassNames.Count > 0)
            Add(file, "classes", string.Join(", ", preprocessor.ClassNames));
        Add(file, "loss", model.Loss.Name);
        Add(file, "precision", options.Float16 ? "float16" : "float32");
        // What OnnxImport makes the model of again; a network of layers that no registry knows is written without.
        if (model.Network.All.All(m => LayerRegistry.All.Names.Contains(m.Kind)))
            file.MetadataProps.Add(new StringStringEntryProto { Key = OnnxImport.ModelKey, Value = ModelFile.Describe(model) });
        return file;
    }

    internal static ModelProto ToModel(Module network, IReadOnlyList<int> inputSizes, OnnxOptions options)
    {
        var graph = new GraphBuilder();
        WriteNetwork(graph, network, inputSizes, options.Float16, "the network's input");
        return File(graph, "network", network.ToString());
    }

    private static void WriteNetwork(GraphBuilder graph, Module network, IReadOnlyList<int> sizes, bool half, string documentation)
    {
        var type = network.State.Any(s => s.Variable.DType == DType.Float64) ? DataType.Double : DataType.Float;
        var input = graph.Input("x", type, documentation, [-1, .. sizes.Select(s => (long)s)]);
        var (value, dims) = NetworkExport.Write(graph, network, input, sizes, half);
        // Only the batch itself has the batch's name.
        graph.Output("output", value, type, "the network's output: logits of classes, or scaled values", [.. dims.Select(d => d.IsFixed ? (long)d.Fixed : d == new Dim(1, 0) ? -1 : -2)]);
    }

    private static ModelProto File(GraphBuilder graph, string name, string documentation)
    {
        graph.Graph.Name = name;
        graph.Graph.DocString = documentation;
        var version = typeof(OnnxExport).Assembly.GetName().Version?.ToString(3) ?? "";
        var file = new ModelProto
        {
            IrVersion = OnnxFormat.IrVersion,
            ProducerName = "Backprop",
            ProducerVersion = version,
            DocString = documentation,
            Graph = graph.Graph,
            OpsetImport = { new OperatorSetIdProto { Version = OnnxFormat.Opset } },
        };
        if (graph.Learning)
            file.OpsetImport.Add(new OperatorSetIdProto { Domain = OnnxFormat.LearningDomain, Version = OnnxFormat.LearningOpset });
        Add(file, "version", version);
        return file;
    }

    private static void Add(ModelProto file, string key, string value) => file.MetadataProps.Add(new StringStringEntryProto { Key = $"backprop.{key}", Value = value });

    private static string Task(TaskKind task) => task switch
    {
        TaskKind.Binary => "binary classification",
        TaskKind.MultiClass => "classification",
        TaskKind.MultiLabel => "multi-label classification",
        _ => "regression",
    };

    private static void Save(ModelProto file, string path, bool overwrite)
    {
        // A message's size is a 32-bit number.
        if (file.Graph.Initializer.Sum(t => (long)t.RawData.Length) > int.MaxValue - (1 << 20))
            throw new OnnxException("the weights take more than 2 GB, which an ONNX file of one part cannot hold: write float16");
        AtomicFile.Write(path, overwrite, stream => file.WriteTo(stream));
    }
}
