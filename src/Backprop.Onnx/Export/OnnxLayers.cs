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
