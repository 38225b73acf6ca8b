using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace Recorder;

/// <summary>loss and dprediction = ∂loss/∂prediction (mean over the batch unless the name says sum or none).</summary>
internal static class LossCases
{
    public static void Record(Sheet sheet)
    {
        var n = new Numbers(21);
        Tensor prediction = n.Any(6, 3), target = n.Any(6, 3);
        Pair("mse", t => mse_loss(t[0], t[1]));
        Pair("mse.sum", t => mse_loss(t[0], t[1], Reduction.Sum));
        Pair("mse.none", t => mse_loss(t[0], t[1], Reduction.None));
        Pair("l1", t => l1_loss(t[0], t[1]));
        Pair("l1.sum", t => l1_loss(t[0], t[1], Reduction.Sum));
        Pair("huber", t => huber_loss(t[0], t[1], 1.0), ("delta", 1.0));
        Pair("huber.half", t => huber_loss(t[0], t[1], 0.5), ("delta", 0.5));
        Pair("smooth_l1", t => smooth_l1_loss(t[0], t[1], beta: 0.5), ("beta", 0.5));
        foreach (var q in new[] { 0.1, 0.5, 0.9 })
            Pair($"quantile.{Sheet.Json(q)}", t => maximum(q * (t[1] - t[0]), (q - 1) * (t[1] - t[0])).mean(), ("quantile", q))
                .Note("composed: mean(max(q·(y − p), (q − 1)·(y − p)))");
        Pair("log_cosh", t => (t[0] - t[1] + softplus(-2 * (t[0] - t[1])) - Math.Log(2)).mean()).Note("composed: mean(log cosh(p − y))");

        // Labels 0 or 1 (also in between: soft) for logits [6, 3]; two logits far out.
        Tensor logits = n.Any(6, 3) * 2, binary = n.Integers(2, 6, 3).to_type(ScalarType.Float64), soft = n.Uniform(0, 1, 6, 3);
        Tensor far = Numbers.Of([-800, -40, 40, 800, -40, 40], 6, 1), farTarget = Numbers.Of([0, 1, 0, 1, 0, 1], 6, 1);
        Tensor positive = Numbers.Of([0.5, 2, 3]), weight = n.Uniform(0.25, 2, 6, 3), rowWeight = n.Uniform(0.25, 2, 6, 1);
        Loss("bce_with_logits", logits, binary, t => binary_cross_entropy_with_logits(t[0], t[1]));
        Loss("bce_with_logits.sum", logits, binary, t => binary_cross_entropy_with_logits(t[0], t[1], reduction: Reduction.Sum));
        Loss("bce_with_logits.soft", logits, soft, t => binary_cross_entropy_with_logits(t[0], t[1]));
        Loss("bce_with_logits.far", far, farTarget, t => binary_cross_entropy_with_logits(t[0], t[1]));
        Loss("bce_with_logits.pos_weight", logits, binary, t => binary_cross_entropy_with_logits(t[0], t[1], pos_weights: t[2]), ("pos_weight", positive));
        Loss("bce_with_logits.weight", logits, binary, t => binary_cross_entropy_with_logits(t[0], t[1], t[2]), ("weight", weight));
        Loss("bce_with_logits.sample_weight", logits, binary, t => binary_cross_entropy_with_logits(t[0], t[1], t[2]), ("weight", rowWeight));
        Loss("bce_with_logits.both", logits, soft, t => binary_cross_entropy_with_logits(t[0], t[1], t[2], pos_weights: t[3]), ("weight", weight), ("pos_weight", positive));
        Loss("bce", n.Uniform(0.0625, 0.9375, 6, 3), soft, t => binary_cross_entropy(t[0], t[1]));

        Tensor scores = n.Any(8, 5) * 2, labels = n.Integers(5, 8), distribution = softmax(n.Any(8, 5), 1), classWeight = Numbers.Of([0.5, 1, 2, 0.25, 1.5]);
        Loss("cross_entropy", scores, labels, t => cross_entropy(t[0], t[1]));
        Loss("cross_entropy.sum", scores, labels, t => cross_entropy(t[0], t[1], reduction: Reduction.Sum));
        Loss("cross_entropy.none", scores, labels, t => cross_entropy(t[0], t[1], reduction: Reduction.None));
        Loss("cross_entropy.far", scores * 256, labels, t => cross_entropy(t[0], t[1]));
        Loss("cross_entropy.smoothing", scores, labels, t => cross_entropy(t[0], t[1], label_smoothing: 0.1)).Set("label_smoothing", 0.1);
        Loss("cross_entropy.weight", scores, labels, t => cross_entropy(t[0], t[1], t[2]), ("weight", classWeight))
            .Note("the weighted mean divides by the sum of the rows' class weights");
        Loss("cross_entropy.weight.sum", scores, labels, t => cross_entropy(t[0], t[1], t[2], reduction: Reduction.Sum), ("weight", classWeight));
        Loss("cross_entropy.both", scores, labels, t => cross_entropy(t[0], t[1], t[2], label_smoothing: 0.1), ("weight", classWeight)).Set("label_smoothing", 0.1)
            .Note("the smoothed part is weighted by class, too; both parts are divided by the sum of the rows' class weights");
        Loss("cross_entropy.ignore", scores, labels, t => cross_entropy(t[0], t[1], ignore_index: labels[0].item<long>())).Set("ignore_index", labels[0].item<long>());
        Loss("cross_entropy.probabilities", scores, distribution, t => cross_entropy(t[0], t[1]));
        Loss("cross_entropy.probabilities.both", scores, distribution, t => cross_entropy(t[0], t[1], t[2], label_smoothing: 0.1), ("weight", classWeight))
            .Set("label_smoothing", 0.1).Note("with probabilities as targets the weighted mean divides by the number of rows");
        Loss("cross_entropy.positions", n.Any(2, 4, 3), n.Integers(4, 2, 3), t => cross_entropy(t[0], t[1])).Note("logits [batch, classes, positions]");
        Loss("nll", log_softmax(scores, 1), labels, t => nll_loss(t[0], t[1]));
        Loss("nll.weight", log_softmax(scores, 1), labels, t => nll_loss(t[0], t[1], t[2]), ("weight", classWeight));

        var signs = n.Integers(2, 8, 1) * 2 - 1;
        Tensor margins = n.Any(8, 1), side = signs.to_type(ScalarType.Float64);
        Loss("hinge", margins, side, t => relu(1 - t[0] * t[1]).mean()).Note("composed: mean(max(0, 1 − y·p)), y = ±1");
        Loss("squared_hinge", margins, side, t => relu(1 - t[0] * t[1]).square().mean()).Note("composed: mean(max(0, 1 − y·p)²), y = ±1");
        Loss("soft_margin", margins, side, t => soft_margin_loss(t[0], t[1]));
        Loss("hinge_embedding", margins, side, t => hinge_embedding_loss(t[0], t[1], 1.0)).Set("margin", 1.0);
        Loss("multi_margin", scores, labels, t => multi_margin_loss(t[0], t[1]));
        Loss("multi_margin.squared", scores, labels, t => multi_margin_loss(t[0], t[1], 2, 0.5)).Set("p", 2).Set("margin", 0.5);
        Loss("multi_margin.weight", scores, labels, t => multi_margin_loss(t[0], t[1], 1, 1.0, t[2]), ("weight", classWeight));

        var log = log_softmax(scores, 1);
        Loss("kl_div.mean", log, distribution, t => kl_div(t[0], t[1], false));
        Loss("kl_div.sum", log, distribution, t => kl_div(t[0], t[1], false, Reduction.Sum));
        Loss("kl_div.batchmean", log, distribution, t => kl_div(t[0], t[1], false, Reduction.Sum) / 8).Note("batchmean: the sum divided by the rows");
        Loss("kl_div.batchmean.log_target", log, distribution.log(), t => kl_div(t[0], t[1], true, Reduction.Sum) / 8).Set("log_target", true)
            .Note("batchmean: the sum divided by the rows");
        Loss("kl_div.zero_target", log, one_hot(labels, 5).to_type(ScalarType.Float64), t => kl_div(t[0], t[1], false, Reduction.Sum) / 8)
            .Note("batchmean: the sum divided by the rows; 0·log 0 is 0");

        Tensor rates = n.Uniform(0.25, 4, 6, 2), counts = n.Integers(6, 6, 2).to_type(ScalarType.Float64);
        Loss("poisson_nll", n.Any(6, 2), counts, t => poisson_nll_loss(t[0], t[1])).Set("log_input", true);
        Loss("poisson_nll.full", n.Any(6, 2), counts, t => poisson_nll_loss(t[0], t[1], true, true)).Set("log_input", true).Set("full", true)
            .Note("full adds Stirling's y·log y − y + ½·log(2πy) where y > 1");
        Loss("poisson_nll.rate", rates, counts, t => (t[0] - t[1] * (t[0] + 1e-8).log()).mean()).Set("log_input", false).Set("eps", 1e-8)
            .Note("composed: mean(rate − y·log(rate + eps)); TorchSharp passes on another eps");
        Tensor variance = n.Uniform(0.25, 3, 6, 3);
        foreach (var full in new[] { false, true })
            sheet.Record("gaussian_nll" + (full ? ".full" : ""), [("full", full)],
                t => (0.5 * (t[2].log() + (t[0] - t[1]).square() / t[2])).mean() + (full ? 0.5 * Math.Log(2 * Math.PI) : 0),
                [("prediction", prediction), ("target", target), ("variance", variance)], second: true, output: "loss", constant: ["target"])
                .Note("composed: mean(½(log v + (p − y)²/v)), full adds ½·log 2π; TorchSharp's gives no gradient for the variance");
        Tensor x1 = n.Any(5, 4), x2 = n.Any(5, 4), x3 = n.Any(5, 4), same = Numbers.Of([1, -1, 1, -1, 1]);
        sheet.Record("cosine_embedding", [("margin", 0.25)], t => cosine_embedding_loss(t[0], t[1], t[2], 0.25),
            [("x1", x1), ("x2", x2), ("target", same)], output: "loss", constant: ["target"]);
        sheet.Record("triplet_margin", [("margin", 1.0), ("eps", 1e-6)], t => triplet_margin_loss(t[0], t[1], t[2]),
            [("anchor", x1), ("positive", x2), ("negative", x3)], output: "loss");

        Case Pair(string name, Func<Tensor[], Tensor> loss, params (string, object)[] settings) => Loss(name, prediction, target, loss).Set(settings);

        Case Loss(string name, Tensor input, Tensor wanted, Func<Tensor[], Tensor> loss, params (string Name, Tensor Value)[] weights) =>
            sheet.Record(name, [], loss, [("prediction", input.detach()), ("target", wanted.detach()), .. weights], second: !name.StartsWith("multi_margin", StringComparison.Ordinal), output: "loss",
                constant: ["target", .. weights.Select(w => w.Name)]);
    }
}
