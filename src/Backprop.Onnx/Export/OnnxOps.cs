namespace Backprop.Onnx;

/// <summary>Writes one use of an op as nodes.</summary>
/// <returns>The values of its outputs; null to write the op's composition instead.</returns>
internal delegate string[]? OpMapping(OnnxCall call);

/// <summary>Every op's counterpart in ONNX, by the op's name: one line each.</summary>
internal static class OnnxOps
{
    private static readonly Dictionary<string, OpMapping> Mappings = new(StringComparer.Ordinal)
    {
        ["abs"] = Direct.To("Abs"),
        ["add"] = Direct.To("Add"),
        ["argmax"] = Reductions.Position,
        ["argmin"] = Reductions.Position,
        ["batch_norm"] = Composed,
        ["clamp"] = Elementwise.Clamp,
        ["concatenate"] = Movement.Concatenate,
        ["convert"] = Elementwise.Convert,
        ["cos"] = Direct.To("Cos"),
        ["cumulative_sum"] = Reductions.CumulativeSum,
        ["divide"] = Direct.To("Div"),
        ["elu"] = Rectifiers.Elu,
        ["equal"] = Direct.To("Equal"),
        ["erf"] = Direct.To("Erf"),
        ["exp"] = Direct.To("Exp"),
        ["expand"] = Movement.Expand,
        ["expm1"] = Elementwise.Expm1,
        ["gather"] = Indexing.Gather,
        ["gelu"] = Rectifiers.Gelu,
        ["greater"] = Direct.To("Greater"),
        ["greater_or_equal"] = Direct.To("GreaterOrEqual"),
        ["hard_sigmoid"] = Rectifiers.HardSigmoid,
        ["hard_swish"] = Direct.To("HardSwish"),
        ["index_select"] = Indexing.IndexSelect,
        ["layer_norm"] = Norms.LayerNorm,
        ["leaky_relu"] = Rectifiers.LeakyRelu,
        ["less"] = Direct.To("Less"),
        ["less_or_equal"] = Direct.To("LessOrEqual"),
        ["linear"] = Products.Linear,
        ["log"] = Direct.To("Log"),
        ["log1p"] = Elementwise.Log1p,
        ["log_softmax"] = Rows.LogSoftmax,
        ["log_sum_exp"] = Rows.LogSumExp,
        ["matmul"] = Products.MatMul,
        ["max"] = Reductions.Reduce,
        ["maximum"] = Direct.To("Max"),
        ["mean"] = Reductions.Reduce,
        ["min"] = Reductions.Reduce,
        ["minimum"] = Direct.To("Min"),
        ["mish"] = Direct.To("Mish"),
        ["multiply"] = Direct.To("Mul"),
        ["negate"] = Direct.To("Neg"),
        ["not_equal"] = Elementwise.NotEqual,
        ["one_hot"] = Indexing.OneHot,
        ["pad"] = Movement.Pad,
        ["permute"] = Movement.Permute,
        ["power"] = Elementwise.Power,
        ["power_tensor"] = Direct.To("Pow"),
        ["relu"] = Direct.To("Relu"),
        ["reshape"] = Composed, // recorded as another view of its input, so never as a call: NetworkExport.Name writes it
        ["rms_norm"] = Composed,
        ["scatter"] = Indexing.Scatter,
        ["select"] = Direct.To("Where"),
        ["selu"] = Rectifiers.Selu,
        ["sigmoid"] = Direct.To("Sigmoid"),
        ["sign"] = Direct.To("Sign"),
        ["silu"] = Rectifiers.Silu,
        ["sin"] = Direct.To("Sin"),
        ["slice"] = Movement.Slice,
        ["softmax"] = Rows.Softmax,
        ["softmax_cross_entropy"] = Composed,
        ["softplus"] = Rectifiers.Softplus,
        ["split"] = Movement.Split,
        ["sqrt"] = Direct.To("Sqrt"),
        ["square"] = Elementwise.Square,
        ["subtract"] = Direct.To("Sub"),
        ["sum"] = Reductions.Reduce,
        ["tanh"] = Direct.To("Tanh"),
    };

    private const string Backward = "it stands in backward passes only";

    /// <summary>Ops without a counterpart, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Without { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["batch_norm_gradient"] = Backward,
        ["clamp_gradient"] = Backward,
        ["dropout_mask"] = "it draws random numbers, in training only",
        ["elu_gradient"] = Backward,
        ["gelu_gradient"] = Backward,
        ["hard_sigmoid_gradient"] = Backward,
        ["hard_swish_gradient"] = Backward,
        ["index_add"] = Backward,
        ["layer_norm_gradient"] = Backward,
        ["leaky_relu_gradient"] = Backward,
        ["mish_gradient"] = Backward,
        ["place"] = Backward,
        ["relu_gradient"] = Backward,
        ["rms_norm_gradient"] = Backward,
        ["sigmoid_gradient"] = Backward,
        ["silu_gradient"] = Backward,
        ["softmax_cross_entropy_gradient"] = Backward,
        ["softplus_gradient"] = Backward,
        ["tanh_gradient"] = Backward,
    };

    /// <summary>The names of ops that have a counterpart.</summary>
    public static IReadOnlyCollection<string> Names => Mappings.Keys;

    /// <summary>The mapping of an op; null if there is none.</summary>
    public static OpMapping? Find(string op) => Mappings.GetValueOrDefault(op);

    // Operator set 20 has no node for it: its simpler ops are written.
    private static string[]? Composed(OnnxCall call) => null;
}
