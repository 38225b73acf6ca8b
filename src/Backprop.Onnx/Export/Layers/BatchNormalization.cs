namespace Backprop.Onnx;

/// <summary>Batch normalisation with the running statistics.</summary>
internal static class BatchNormalization
{
    public static string Map(OnnxLayer call)
    {
        var layer = (BatchNorm1d)call.Layer;
        var weight = layer.Weight ?? Tensor.OnesLike(layer.RunningMean);
        var bias = layer.Bias ?? Tensor.ZerosLike(layer.RunningMean);
        return call.Graph.Node(
            "BatchNormalization", [call.Input, call.Weight(weight), call.Weight(bias), call.Weight(layer.RunningMean), call.Weight(layer.RunningVariance)],
            Attribute.Of("epsilon", layer.Epsilon));
    }
}
