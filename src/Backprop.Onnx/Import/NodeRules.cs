namespace Backprop.Onnx;

/// <summary>Every operator that can be read, by its name in ONNX: one line each.</summary>
internal static class NodeRules
{
    private static readonly Dictionary<string, NodeRule> Rules = new(StringComparer.Ordinal)
    {
        ["Abs"] = Each(x => x.Abs()),
        ["Add"] = Arithmetic.Of((a, b) => a + b, (a, b) => checked(a + b)),
        ["BatchNormalization"] = NormRules.BatchNorm,
        ["Cast"] = ShapeRules.Cast,
        ["Clip"] = Arithmetic.Clip,
        ["Concat"] = ShapeRules.Concat,
        ["Constant"] = ShapeRules.Constant,
        ["Cos"] = Each(x => x.Cos()),
        ["Div"] = Arithmetic.Of((a, b) => a / b, (a, b) => b == 0 ? throw new OverflowException("a division by 0") : a / b),
        ["Dropout"] = node => [node.Value(0)],
        ["Elu"] = node => Out(node[0].Elu(node.Float("alpha", 1))),
        ["Equal"] = Compare((a, b) => a.EqualTo(b)),
        ["Erf"] = Each(x => x.Erf()),
        ["Exp"] = Each(x => x.Exp()),
        ["Expand"] = ShapeRules.Expand,
        ["Flatten"] = ShapeRules.Flatten,
        ["Gather"] = ShapeRules.Gather,
        ["Gelu"] = node => Out(node[0].Gelu(node.Text("approximate", "none") == "tanh")),
        ["Gemm"] = Arithmetic.Gemm,
        ["Greater"] = Compare((a, b) => a.Greater(b)),
        ["GreaterOrEqual"] = Compare((a, b) => a.GreaterOrEqual(b)),
        ["HardSigmoid"] = node => Out((node[0] * node.Float("alpha", 0.2) + node.Float("beta", 0.5)).Clamp(0, 1)),
        ["HardSwish"] = Each(x => x.HardSwish()),
        ["Identity"] = node => [node.Value(0)],
        ["LayerNormalization"] = NormRules.LayerNorm,
        ["LeakyRelu"] = node => Out(node[0].LeakyRelu(node.Float("alpha", 0.01))),
        ["Less"] = Compare((a, b) => a.Less(b)),
        ["LessOrEqual"] = Compare((a, b) => a.LessOrEqual(b)),
        ["Log"] = Each(x => x.Log()),
        ["LogSoftmax"] = node => Out(node[0].LogSoftmax(Arithmetic.RowAxis(node))),
        ["MatMul"] = Arithmetic.MatMul,
        ["Max"] = node => Out(All(node).Aggregate((a, b) => a.Maximum(b))),
        ["Min"] = node => Out(All(node).Aggregate((a, b) => a.Minimum(b))),
        ["Mish"] = Each(x => x.Mish()),
        ["Mul"] = Arithmetic.Of((a, b) => a * b, (a, b) => checked(a * b)),
        ["Neg"] = Each(x => -x),
        ["Pow"] = Arithmetic.Power,
        ["PRelu"] = node => Out(node[0].Relu() - (-node[0]).Relu() * node[1]),
        ["Reciprocal"] = Each(x => 1 / x),
        ["ReduceMax"] = Arithmetic.Reduce((x, axes, keep) => x.Max(axes, keep)),
        ["ReduceMean"] = Arithmetic.Reduce((x, axes, keep) => x.Mean(axes, keep)),
        ["ReduceMin"] = Arithmetic.Reduce((x, axes, keep) => x.Min(axes, keep)),
        ["ReduceSum"] = Arithmetic.Reduce((x, axes, keep) => x.Sum(axes, keep)),
        ["Relu"] = Each(x => x.Relu()),
        ["Reshape"] = ShapeRules.Reshape,
        ["Selu"] = NormRules.Selu,
        ["Shape"] = ShapeRules.ShapeOf,
        ["Sigmoid"] = Each(x => x.Sigmoid()),
        ["Sign"] = Each(x => x.Sign()),
        ["Sin"] = Each(x => x.Sin()),
        ["Slice"] = ShapeRules.Slice,
        ["Softmax"] = node => Out(node[0].Softmax(Arithmetic.RowAxis(node))),
        ["Softplus"] = Each(x => x.Softplus()),
        ["Softsign"] = Each(x => x / (x.Abs() + 1)),
        ["Split"] = ShapeRules.Split,
        ["Sqrt"] = Each(x => x.Sqrt()),
        ["Squeeze"] = ShapeRules.Squeeze,
        ["Sub"] = Arithmetic.Of((a, b) => a - b, (a, b) => checked(a - b)),
        ["Sum"] = node => Out(All(node).Aggregate((a, b) => a + b)),
        ["Tanh"] = Each(x => x.Tanh()),
        ["Transpose"] = ShapeRules.Transpose,
        ["Unsqueeze"] = ShapeRules.Unsqueeze,
        ["Where"] = node => Out(Ops.Select(node[0].Convert(DType.Boolean), node[1], node[2])),
    };

    /// <summary>The names, in order.</summary>
    public static IEnumerable<string> Names => Rules.Keys.Order(StringComparer.Ordinal);

    /// <summary>What a node computes.</summary>
    public static NodeRule? Find(NodeProto node) => node.Domain is "" or "ai.onnx" ? Rules.GetValueOrDefault(node.OpType) : null;

    /// <summary>One tensor as outputs.</summary>
    public static GraphValue[] Out(Tensor tensor) => [GraphValue.Of(tensor)];

    private static NodeRule Each(Func<Tensor, Tensor> op) => node => Out(op(node[0]));

    private static NodeRule Compare(Func<Tensor, Tensor, Tensor> op) => node => Out(op(node[0], node[1]));

    private static IEnumerable<Tensor> All(NodeCall node) => Enumerable.Range(0, node.Count).Select(i => node[i]);
}
