namespace Backprop.Onnx;

/// <summary>Writes a layer as nodes.</summary>
/// <returns>The value that comes out.</returns>
internal delegate string LayerMapping(OnnxLayer layer);

/// <summary>
/// Layers for which ONNX has one node where this library has several ops, by <see cref="Module.Kind"/>. All others are written
/// op by op.
/// </summary>
internal static class OnnxLayers
{
    private static readonly Dictionary<string, LayerMapping> Mappings = new(StringComparer.Ordinal)
    {
        ["batch_norm_1d"] = BatchNormalization.Map,
    };

    /// <summary>The mapping of a layer; null to write its ops.</summary>
    public static LayerMapping? Find(Module layer) => Mappings.GetValueOrDefault(layer.Kind);
}

/// <summary>A layer on its way into a graph.</summary>
internal sealed class OnnxLayer(NetworkExport export, Module layer, string input, Place place)
{
    /// <summary>The layer.</summary>
    public Module Layer => layer;

    /// <summary>The graph.</summary>
    public GraphBuilder Graph => export.Graph;

    /// <summary>The value that goes in.</summary>
    public string Input => input;

    /// <summary>The type of a variable, or of a constant that stands for one.</summary>
    public string Weight(Tensor weight) => export.Name(place with { Tensor = weight, Dims = [.. weight.Shape.Sizes.ToArray().Select(s => new Dim(0, s))] }, wide: false);
}
