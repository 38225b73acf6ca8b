namespace Backprop.Onnx;

/// <summary>A layer on its way into a graph.</summary>
internal sealed class OnnxLayer(NetworkExport export, Module layer, string input, Place place)
{
    /// <summary>The layer.</summary>
    public Module Layer => layer;

    /// <summary>The graph.</summary>
    public GraphBuilder Graph => export.Graph;

    /// <summary>The value that goes in.</summary>
    public string Input => input;

    /// <summary>The value of a variable, or of a constant that stands for one.</summary>
    public string Weight(Tensor weight) => export.Name(place with { Tensor = weight, Dims = [.. weight.Shape.Sizes.ToArray().Select(s => new Dim(0, s))] }, wide: false);
}
