using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Recorder;

/// <summary>Layers in PyTorch's weight layouts: values, gradients for the upstream gradient dy, second order where cheap.</summary>
internal static class LayerCases
{
    public static void Record(Sheet sheet)
    {
        var n = new Numbers(31);
        Tensor weight = n.Any(3, 4), bias = n.Any(3);
        sheet.Record("linear", [], t => linear(t[0], t[1], t[2]), [("x", n.Any(5, 4)), ("weight", weight), ("bias", bias)], second: true);
        sheet.Record("linear.no_bias", [], t => linear(t[0], t[1]), [("x", n.Any(5, 4)), ("weight", weight)]);
        sheet.Record("linear.batched", [], t => linear(t[0], t[1], t[2]), [("x", n.Any(2, 3, 4)), ("weight", weight), ("bias", bias)]);
        sheet.Record("linear.one_row", [], t => linear(t[0], t[1], t[2]), [("x", n.Any(1, 4)), ("weight", weight), ("bias", bias)]);

        BatchNorm(sheet, "batch_norm", n, [6, 3], 0.1, 1e-5);
        BatchNorm(sheet, "batch_norm.momentum", n, [5, 4], 0.3, 1e-3);
        BatchNorm(sheet, "batch_norm.positions", n, [4, 3, 5], 0.1, 1e-5);
        sheet.Record("batch_norm.second_order", [("eps", 1e-5)], t => batch_norm(t[0], zeros(3, ScalarType.Float64), ones(3, ScalarType.Float64), t[1], t[2], true),
            [("x", n.Any(6, 3)), ("weight", n.Uniform(0.5, 2, 3)), ("bias", n.Any(3))], second: true);

        sheet.Record("layer_norm", [("eps", 1e-5)], t => layer_norm(t[0], [5], t[1], t[2]), [("x", n.Any(4, 5)), ("weight", n.Uniform(0.5, 2, 5)), ("bias", n.Any(5))], second: true);
        sheet.Record("layer_norm.plain", [("eps", 1e-3)], t => layer_norm(t[0], [5], eps: 1e-3), [("x", n.Any(4, 5))], second: true);
        sheet.Record("layer_norm.two_axes", [("eps", 1e-5)], t => layer_norm(t[0], [3, 4], t[1], t[2]),
            [("x", n.Any(2, 3, 4)), ("weight", n.Uniform(0.5, 2, 3, 4)), ("bias", n.Any(3, 4))]);
        sheet.Record("layer_norm.constant_row", [("eps", 1e-5)], t => layer_norm(t[0], [4], t[1], t[2]),
            [("x", Numbers.Of([1.5, 1.5, 1.5, 1.5, -1, 0, 2, 3], 2, 4)), ("weight", n.Uniform(0.5, 2, 4)), ("bias", n.Any(4))]);
        foreach (var (name, eps) in new[] { ("rms_norm", 1e-5), ("rms_norm.eps", 1e-2) })
            sheet.Record(name, [("eps", eps)], t => t[0] * (t[0].square().mean([-1], true) + eps).rsqrt() * t[1],
                [("x", n.Any(4, 5)), ("weight", n.Uniform(0.5, 2, 5))], second: true).Note("composed: x / sqrt(mean(x²) + eps) · weight");

        var indices = tensor(new long[] { 1, 4, 1, 5, 0, 1 }, [2, 3]);
        sheet.Record("embedding", [], t => t[0].index_select(0, t[1].flatten()).reshape(2, 3, 3), [("weight", n.Any(6, 3)), ("indices", indices)])
            .Note("composed: rows selected by index; a row taken n times gets the sum of n gradients");

        foreach (var (name, activation) in new (string, Func<Tensor, Tensor>)[] { ("relu", x => relu(x)), ("tanh", x => x.tanh()) })
        {
            Tensor w0 = n.Uniform(-0.75, 0.75, 8, 4), b0 = n.Uniform(-0.25, 0.25, 8), w1 = n.Uniform(-0.75, 0.75, 3, 8), b1 = n.Uniform(-0.25, 0.25, 3);
            sheet.Record("mlp." + name, [], t => cross_entropy(linear(activation(linear(t[0], t[2], t[3])), t[4], t[5]), t[1]),
                [("x", n.Any(7, 4)), ("labels", n.Integers(3, 7)), ("layers.0.weight", w0), ("layers.0.bias", b0), ("layers.2.weight", w1), ("layers.2.bias", b1)], output: "loss");
        }
    }

    /// <summary>Three training steps (step1.…), each with its own x and dy, then one evaluation with the running statistics (eval.…).</summary>
    private static void BatchNorm(Sheet sheet, string name, Numbers n, long[] shape, double momentum, double eps)
    {
        var features = shape[1];
        Tensor weight = n.Uniform(0.5, 2, features), bias = n.Any(features), mean = zeros(features, ScalarType.Float64), variance = ones(features, ScalarType.Float64);
        var recorded = sheet.Add(name, ("momentum", momentum), ("eps", eps)).In("weight", weight).In("bias", bias);
        foreach (var step in new[] { "step1", "step2", "step3", "eval" })
        {
            Tensor x = n.Any(shape), dy = n.Any(shape);
            recorded.In(step + ".x", x).In(step + ".dy", dy);
            Tensor[] sources = [x.clone().requires_grad_(), weight.clone().requires_grad_(), bias.clone().requires_grad_()];
            var y = batch_norm(sources[0], mean, variance, sources[1], sources[2], step != "eval", momentum, eps);
            var grads = autograd.grad([y], sources, [dy]);
            recorded.Out(step + ".y", y).Out(step + ".dx", grads[0]).Out(step + ".dweight", grads[1]).Out(step + ".dbias", grads[2]);
            if (step != "eval") recorded.Out(step + ".running_mean", mean).Out(step + ".running_var", variance);
        }
    }
}
