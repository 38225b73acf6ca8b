using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using DataType = Backprop.Onnx.TensorProto.Types.DataType;
using Tensor = Backprop.Engine.Tensor;

namespace Backprop.Onnx.Tests;

/// <summary>Each op that has a counterpart in ONNX, on random values, at batch sizes it was not recorded with.</summary>
public sealed class OpExportTests
{
    private const int Rows = -1;

    // What goes in: dtype, sizes (a negative one is the batch), and between which numbers.
    private sealed record Input(DType DType, int[] Sizes, double Low = -3, double High = 3);

    private sealed record Case(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> Function, params Input[] Inputs);

    private static Input X(params int[] sizes) => new(DType.Float32, sizes);

    private static Input Positive(params int[] sizes) => new(DType.Float32, sizes, 0.1, 4);

    private static Input Codes(int below, params int[] sizes) => new(DType.Int32, sizes, 0, below);

    private static Case One(Func<Tensor, Tensor> function, params Input[] inputs) => new(x => [function(x[0])], inputs.Length > 0 ? inputs : [X(Rows, 4)]);

    private static Case Two(Func<Tensor, Tensor, Tensor> function, Input a, Input b) => new(x => [function(x[0], x[1])], a, b);

    private static Case Broadcast(string op) => new(x => [OpRegistry.All[op]().Apply(x[0], x[1]), OpRegistry.All[op]().Apply(x[0], x[2])], X(Rows, 4), X(4), X(Rows, 1));

    private static readonly Dictionary<string, Case[]> Cases = new()
    {
        ["add"] = [Broadcast("add")],
        ["argmax"] = [One(x => x.ArgMax(1)), One(x => x.ArgMax(0, keepAxis: true))],
        ["argmin"] = [One(x => x.ArgMin(1)), One(x => x.ArgMin(0, keepAxis: true))],
        ["batch_norm"] = [new(x => new BatchNormOp(1e-3).ApplyAll(x[0], x[1], x[2]), X(Rows, 4), X(4), X(4))],
        ["clamp"] = [One(x => x.Clamp(-1, 0.5)), One(x => x.Clamp(0.2, double.PositiveInfinity))],
        ["concatenate"] = [new(x => [Ops.Concatenate(1, [x[0], x[1], x[0]]), Ops.Concatenate(0, [x[0], x[0]])], X(Rows, 4), X(Rows, 2))],
        ["convert"] = [One(x => x.Convert(DType.Int32)), One(x => x.Convert(DType.Float64).Sin().Convert(DType.Float32)), One(x => x.Greater(0).Convert(DType.Float32)), One(x => x.Convert(DType.Float32), Codes(9, Rows, 2))],
        ["cumulative_sum"] = [One(x => x.CumulativeSum(1)), One(x => x.CumulativeSum(0, reverse: true))],
        ["divide"] = [Two((a, b) => a / b, X(Rows, 4), Positive(4))],
        ["equal"] = [Two((a, b) => a.EqualTo(b), Codes(3, Rows, 4), Codes(3, 4))],
        ["expand"] = [One(x => x.Slice(1, 0, 1).Expand([x.Shape[0], 5])), new(x => [x[1].Expand([x[0].Shape[0], 3, 4])], X(Rows, 4), X(3, 1)), new(x => [x[1].Expand([2, x[0].Shape[0] * 2, 4])], X(Rows, 4), X(1, 4))],
        ["gather"] = [Two((x, i) => x.Gather(1, i), X(Rows, 4), Codes(4, Rows, 3))],
        ["gelu"] = [One(x => x.Gelu()), One(x => x.Gelu(approximate: true))],
        ["greater"] = [Broadcast("greater")],
        ["greater_or_equal"] = [Two((a, b) => a.GreaterOrEqual(b), Codes(3, Rows, 4), Codes(3, 4))],
        ["index_select"] = [Two((x, i) => x.IndexSelect(0, i), X(6, 3), Codes(6, Rows)), Two((x, i) => x.IndexSelect(1, i), X(Rows, 4, 2), Codes(4, 3))],
        ["layer_norm"] = [new(x => [new LayerNormOp(1e-3).Apply(x[0], x[1], x[2])], X(Rows, 4), X(4), X(4)), new(x => new LayerNormOp(1e-3).ApplyAll(x[0], x[1], x[2]), X(Rows, 2, 4), X(4), X(4))],
        ["less"] = [Broadcast("less")],
        ["less_or_equal"] = [Two((a, b) => a.LessOrEqual(b), Codes(3, Rows, 4), Codes(3, 4))],
        ["linear"] = [new(x => [x[0].Linear(x[1], x[2]), x[0].Linear(x[1])], X(Rows, 4), X(3, 4), X(3)), new(x => [x[0].Linear(x[1], x[2])], X(Rows, 2, 4), X(3, 4), X(3))],
        ["log"] = [One(x => x.Log(), Positive(Rows, 4))],
        ["log1p"] = [One(x => x.Log1p(), Positive(Rows, 4))],
        ["log_sum_exp"] = [One(x => x.LogSumExp(1)), One(x => x.LogSumExp([0, 2], keepAxes: true), X(Rows, 2, 3))],
        ["matmul"] =
        [
            Two((a, b) => a.MatMul(b), X(Rows, 4), X(4, 3)), Two((a, b) => a.MatMul(b, transposeB: true), X(Rows, 4), X(3, 4)),
            Two((a, b) => a.MatMul(b, transposeA: true), X(Rows, 4), X(Rows, 3)), Two((a, b) => a.MatMul(b, true, true), X(Rows, 5, 4), X(3, 5)),
        ],
        ["max"] = [One(x => x.Max()), One(x => x.Max([1], keepAxes: true))],
        ["maximum"] = [Broadcast("maximum")],
        ["mean"] = [One(x => x.Mean([0], keepAxes: false)), One(x => x.Mean([1, 2], keepAxes: true), X(Rows, 2, 3))],
        ["min"] = [One(x => x.Min()), One(x => x.Min([1], keepAxes: true))],
        ["minimum"] = [Broadcast("minimum")],
        ["multiply"] = [Broadcast("multiply")],
        ["not_equal"] = [Two((a, b) => a.NotEqualTo(b), Codes(3, Rows, 4), Codes(3, 4))],
        ["one_hot"] = [One(x => x.OneHot(5), Codes(5, Rows)), One(x => x.OneHot(5, DType.Boolean), Codes(5, Rows, 2))],
        ["pad"] = [One(x => x.Pad(1, 1, 2, value: 0.5)), One(x => x.Pad(0, 0, 2)), One(x => x.Pad(1, 2, 0, 7), Codes(5, Rows, 2))],
        ["permute"] = [One(x => x.Permute(1, 0)), One(x => x.Permute(2, 0, 1), X(Rows, 2, 3))],
        ["power"] = [One(x => x.Power(3)), One(x => x.Power(-1.5), Positive(Rows, 4))],
        ["power_tensor"] = [Two((a, b) => a.Power(b), Positive(Rows, 4), X(4))],
        ["reshape"] = [One(x => x.Reshape(-1).Exp().Reshape(x.Shape[0], 2, 2)), One(x => x.Reshape(2, x.Shape[0] * 2) * 2), One(x => x.Reshape(2, -1, 2, x.Shape[0]) * 2, X(Rows, Rows, 4))],
        ["rms_norm"] = [Two((x, w) => new RmsNormOp(1e-3).Apply(x, w), X(Rows, 4), X(4))],
        ["scatter"] = [Two((x, i) => x.ScatterAdd(1, i, x * 2), X(Rows, 4), Codes(4, Rows, 4))],
        ["select"] = [new(x => [Ops.Select(x[0].Greater(0), x[0], x[1]), Ops.Select(x[0].Less(1), x[0], -1)], X(Rows, 4), X(4))],
        ["slice"] = [One(x => x.Slice(1, 1, 2)), One(x => x.Slice(1, 3, 2, -2)), One(x => x.Slice(1, 3, 4, -1)), One(x => x.Slice(0, 0, 1))],
        ["softmax"] = [One(x => x.Softmax()), One(x => x.Softmax(axis: 1), X(Rows, 3, 2))],
        ["softmax_cross_entropy"] = [new(x => SoftmaxCrossEntropy(x[0], x[1]), X(Rows, 4), Codes(4, Rows))],
        ["softplus"] = [One(x => x.Softplus()), One(x => (x * 20).Softplus(2.5))],
        ["split"] = [new(x => x[0].Split(1, 1, 3), X(Rows, 4))],
        ["sqrt"] = [One(x => x.Sqrt(), Positive(Rows, 4))],
        ["subtract"] = [Broadcast("subtract")],
        ["sum"] = [One(x => x.Sum()), One(x => x.Sum([0, 2], keepAxes: false), X(Rows, 2, 3))],
    };

    private static Tensor[] SoftmaxCrossEntropy(Tensor logits, Tensor labels) => OpRegistry.All["softmax_cross_entropy"]().ApplyAll(logits, labels);

    public static TheoryData<string> Mapped => [.. OnnxOps.Names.Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_op_has_a_counterpart_or_stands_on_the_list_with_a_reason()
    {
        Assert.Equal(OpRegistry.All.Names, OnnxOps.Names.Concat(OnnxOps.Without.Keys).Order(StringComparer.Ordinal));
        foreach (var (op, reason) in OnnxOps.Without)
            TestContext.Current.TestOutputHelper?.WriteLine($"{op}: {reason}");
    }

    [Theory]
    [MemberData(nameof(Mapped))]
    public void An_op_gives_the_same_in_onnx_runtime(string op)
    {
        foreach (var test in Cases.GetValueOrDefault(op) ?? [One(x => OpRegistry.All[op]().Apply(x))])
            Check(op, test);
    }

    [Fact]
    public void Values_that_depend_on_the_batch_in_several_axes_are_refused_or_computed()
    {
        var problem = Assert.Throws<OnnxException>(() => Check("slice", One(x => x.Slice(0, 0, x.Shape[0] - 1))));
        Assert.Contains("depends on the number of rows", problem.Message);
        Check("expand", new(x => [x[1].Expand([x[0].Shape[0], x[0].Shape[0] + 2])], X(Rows, 4), X(1, 1)));
    }

    private static void Check(string op, Case test)
    {
        var graph = new GraphBuilder();
        var names = test.Inputs.Select((input, i) => graph.Input($"x{i}", Type(input.DType), "", [.. input.Sizes.Select(s => (long)s)])).ToArray();
        TensorSpec[] Specs(int rows) => [.. test.Inputs.Select(i => new TensorSpec(i.DType, Shape(i, rows)))];
        var few = Recording.Of(test.Function, Specs(3));
        var outputs = NetworkExport.Write(graph, few, Recording.Of(test.Function, Specs(5)), names);
        for (var i = 0; i < outputs.Length; i++)
            graph.Output($"y{i}", outputs[i].Value, Type(few.Outputs[i].DType), "", [.. outputs[i].Dims.Select(d => d.IsFixed ? (long)d.Fixed : d == new Dim(1, 0) ? -1 : -2)]);
        graph.Graph.Name = op;
        var file = new ModelProto { IrVersion = OnnxFormat.IrVersion, OpsetImport = { new OperatorSetIdProto { Version = OnnxFormat.Opset } }, Graph = graph.Graph };
        using var session = Runtime.Open(file.ToByteArray());

        var random = new Random(5);
        foreach (var rows in (int[])[1, 7])
        {
            var inputs = test.Inputs.Select(i => Values(i, rows, random)).ToArray();
            var expected = test.Function(inputs);
            using var found = session.Run([.. inputs.Select((x, i) => Feed($"x{i}", x))]);
            for (var i = 0; i < expected.Count; i++)
                Runtime.Close(expected[i].ToDoubles(), Read(found[i]), 1e-5, op);
        }
    }

    private static Shape Shape(Input input, int rows) => new([.. input.Sizes.Select(s => s < 0 ? rows : s)]);

    private static DataType Type(DType dtype) => dtype switch
    {
        DType.Float32 => DataType.Float,
        DType.Float64 => DataType.Double,
        DType.Int32 => DataType.Int32,
        _ => DataType.Bool,
    };

    private static Tensor Values(Input input, int rows, Random random)
    {
        var shape = Shape(input, rows);
        var values = Enumerable.Range(0, shape.Count).Select(_ => input.Low + (random.NextDouble() * (input.High - input.Low))).ToArray();
        return input.DType == DType.Int32 ? Tensor.From(Array.ConvertAll(values, v => (int)v), shape) : Tensor.From(Array.ConvertAll(values, v => (float)v), shape);
    }

    private static NamedOnnxValue Feed(string name, Tensor x) => x.DType == DType.Int32
        ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<int>(x.ToArray<int>(), x.Shape.Sizes))
        : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(x.ToArray<float>(), x.Shape.Sizes));

    private static float[] Read(NamedOnnxValue value) => ((DisposableNamedOnnxValue)value).ElementType switch
    {
        TensorElementType.Int32 => [.. value.AsEnumerable<int>().Select(v => (float)v)],
        TensorElementType.Bool => [.. value.AsEnumerable<bool>().Select(v => v ? 1f : 0)],
        TensorElementType.Double => [.. value.AsEnumerable<double>().Select(v => (float)v)],
        _ => [.. value.AsEnumerable<float>()],
    };
}
