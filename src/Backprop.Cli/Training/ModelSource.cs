using Backprop.Engine;
using Backprop.Onnx;

namespace Backprop.Cli;

/// <summary>Opens models and weights by path, whatever kind of file they stand in.</summary>
internal static class ModelSource
{
    /// <summary>A model: a Backprop model file, or an ONNX file exported from one.</summary>
    /// <exception cref="BackpropException">It cannot be read.</exception>
    public static Model Load(string path) => OnnxImport.IsOnnx(path) ? OnnxImport.LoadModel(path) : Model.Load(path);

    /// <summary>The named values of a safetensors, .npz or .onnx file.</summary>
    /// <exception cref="BackpropException">It cannot be read.</exception>
    public static IReadOnlyList<(string Name, Tensor Tensor)> Tensors(string path) => OnnxImport.IsOnnx(path) ? OnnxImport.LoadWeights(path) : Weights.Read(path);
}
