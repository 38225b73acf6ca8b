using Backprop.Data;
using Backprop.Engine;
using Backprop.Numerics;
using Backprop.Onnx;

namespace Backprop.Fuzz;

/// <summary>ONNX files: networks, which are run on a row, too, and whole models.</summary>
internal sealed class OnnxTarget : Target
{
    private IReadOnlyList<byte[]>? _seeds;

    public override string Name => "onnx";

    public override IReadOnlyList<byte[]> Seeds => _seeds ??= Make();

    protected override string[] TokenTexts =>
        ["Gemm", "Relu", "Tanh", "Add", "Mul", "Concat", "Reshape", "Slice", "Gather", "Expand", "Split", "transB", "axis", "perm", "axes", "layers.0.weight", "backprop.model", "\u0001", "\0", "\u000a"];

    public override void Read(byte[] input, string folder)
    {
        var path = Write(input, folder, "input.onnx");
        if (OnnxImport.Inspect(path).HoldsModel)
        {
            OnnxImport.LoadModel(path);
            return;
        }

        var network = OnnxImport.LoadNetwork(path);
        var sizes = network.InputSizes.Select(s => s ?? 1).ToArray();
        if (sizes.Aggregate(1L, (a, b) => Math.Min(a * b, 1 << 20)) <= 1 << 10)
            network.Forward(Tensor.Ones([1, .. sizes]));
    }

    private static List<byte[]> Make()
    {
        Module[] networks =
        [
            new Sequential(new Linear(3, 4), new Relu(), new Linear(4, 2)), new Sequential(new Linear(3, 4), new BatchNorm1d(4), new RmsNorm(4), new Gelu()),
            new Sequential(new CategoryEmbedding(1, [new("a", 3, 2), new("b", 2, 1)]), new LayerNorm(4), new Residual(new Linear(4, 4, bias: false)), new Softmax()),
            new Sequential(new Elu(), new Softplus(2), new HardSigmoid(), new Mish(), new Silu()),
        ];
        var table = Path.Combine(Path.GetTempPath(), $"backprop-fuzz-{Guid.NewGuid():N}.csv");
        try
        {
            File.WriteAllText(table, "a,b,y\n1,u,yes\n2,v,no\n3,u,yes\n4,,no\n");
            var model = new Trainer { Epochs = 1 }.Fit(Networks.Dense(2), TableData.Open(table, target: "y"));
            return [.. networks.Select(n => OnnxExport.ToBytes(n.Initialize(new Philox(1)), [3])), OnnxExport.ToBytes(model), OnnxExport.ToBytes(model, new() { Bare = true, Float16 = true })];
        }
        finally
        {
            File.Delete(table);
        }
    }
}
