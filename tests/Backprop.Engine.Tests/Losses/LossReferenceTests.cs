namespace Backprop.Engine.Tests;

/// <summary>Losses against libtorch's figures: value, gradient and Hessian-vector product.</summary>
public sealed class LossReferenceTests
{
    private static Tensor Of(ReferenceArray array) => Tensor.From(array.Values, array.Shape);

    private static void Same(ReferenceArray expected, Tensor actual, string what)
    {
        Assert.Equal(new Shape(expected.Shape), actual.Shape);
        for (var i = 0; i < expected.Values.Length; i++)
        {
            Assert.True(
                Math.Abs(expected.Values[i] - actual.At(i)) <= 1e-13 * Math.Max(1, Math.Abs(expected.Values[i])),
                $"{what}[{i}]: {expected.Values[i]:R} by libtorch, {actual.At(i):R} here");
        }
    }

    private static void Check(ReferenceCase recorded, Func<Tensor, Tensor, Tensor> loss)
    {
        var p = Of(recorded["prediction"]).WithGradient();
        var target = recorded["target"];
        // Class numbers are recorded as a list beside scores with one more axis.
        var t = target.Shape.Length < p.Rank ? Tensor.From(target.Integers, target.Shape) : Of(target);
        var value = loss(p, t);
        Same(recorded["loss"], value, "loss");
        var grad = Gradients.Of(value, [p], createGraph: true)[0];
        Same(recorded["dprediction"], grad, "dprediction");
        if (!recorded.Outputs.ContainsKey("hvp.prediction"))
            return;
        // A gradient that does not depend on the prediction has no derivative.
        var along = (grad * Of(recorded["v.prediction"])).Sum();
        Same(recorded["hvp.prediction"], along.NeedsGradient ? Gradients.Of(along, [p])[0] : Tensor.ZerosLike(p), "hvp.prediction");
    }

    private static readonly Dictionary<string, Func<ReferenceCase, Func<Tensor, Tensor, Tensor>>> Compared = new()
    {
        ["mse"] = _ => (p, t) => Losses.MeanSquaredError(p, t),
        ["mse.sum"] = _ => (p, t) => new MeanSquaredErrorLoss().Sums(p, t).Sum,
        ["l1"] = _ => (p, t) => Losses.MeanAbsoluteError(p, t),
        ["l1.sum"] = _ => (p, t) => new MeanAbsoluteErrorLoss().Sums(p, t).Sum,
        ["huber"] = c => (p, t) => Losses.Huber(p, t, c.Number("delta")),
        ["huber.half"] = c => (p, t) => Losses.Huber(p, t, c.Number("delta")),
        ["quantile.0.1"] = c => (p, t) => Losses.Quantile(p, t, [c.Number("quantile")]),
        ["quantile.0.5"] = c => (p, t) => Losses.Quantile(p, t, [c.Number("quantile")]),
        ["quantile.0.9"] = c => (p, t) => Losses.Quantile(p, t, [c.Number("quantile")]),
        ["bce_with_logits"] = _ => (p, t) => Losses.BinaryCrossEntropy(p, t),
        ["bce_with_logits.sum"] = _ => (p, t) => new BinaryCrossEntropyLoss().Sums(p, t).Sum,
        ["bce_with_logits.soft"] = _ => (p, t) => Losses.BinaryCrossEntropy(p, t),
        ["bce_with_logits.far"] = _ => (p, t) => Losses.BinaryCrossEntropy(p, t),
        ["bce_with_logits.pos_weight"] = c => (p, t) => new BinaryCrossEntropyLoss { PositiveWeights = c["pos_weight"].Values }.Of(p, t),
        // libtorch divides a weighted mean by the number of elements, not by the weights.
        ["bce_with_logits.sample_weight"] = c => (p, t) => new BinaryCrossEntropyLoss().Sums(p, t, Of(c["weight"])).Sum * (1.0 / p.Count),
        ["cross_entropy"] = _ => (p, t) => Losses.CrossEntropy(p, t),
        ["cross_entropy.sum"] = _ => (p, t) => new CrossEntropyLoss().Sums(p, t).Sum,
        ["cross_entropy.far"] = _ => (p, t) => Losses.CrossEntropy(p, t),
        ["cross_entropy.smoothing"] = c => (p, t) => new CrossEntropyLoss { LabelSmoothing = c.Number("label_smoothing") }.Of(p, t),
        ["cross_entropy.weight"] = c => (p, t) => new CrossEntropyLoss { ClassWeights = c["weight"].Values }.Of(p, t),
        ["cross_entropy.weight.sum"] = c => (p, t) => new CrossEntropyLoss { ClassWeights = c["weight"].Values }.Sums(p, t).Sum,
        ["cross_entropy.both"] = c => (p, t) => new CrossEntropyLoss { ClassWeights = c["weight"].Values, LabelSmoothing = c.Number("label_smoothing") }.Of(p, t),
        ["cross_entropy.probabilities"] = _ => (p, t) => Losses.CrossEntropy(p, t),
        ["cross_entropy.probabilities.both"] = c => (p, t) => new CrossEntropyLoss { ClassWeights = c["weight"].Values, LabelSmoothing = c.Number("label_smoothing") }.Of(p, t),
        // Here the classes stand last.
        ["cross_entropy.positions"] = _ => (p, t) => Losses.CrossEntropy(p.Permute(0, 2, 1), t),
        ["hinge"] = _ => (p, t) => Losses.Hinge(p, t),
        ["multi_margin"] = _ => (p, t) => Losses.Hinge(p, t),
        ["kl_div.sum"] = _ => (p, t) => new KullbackLeiblerLoss().Sums(p, t).Sum,
        ["kl_div.batchmean"] = _ => (p, t) => Losses.KullbackLeibler(p, t),
        ["kl_div.zero_target"] = _ => (p, t) => Losses.KullbackLeibler(p, t),
        ["poisson_nll"] = _ => (p, t) => Losses.Poisson(p, t),
    };

    public static TheoryData<string> Cases => [.. Compared.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_PyTorchs(string name)
    {
        var recorded = Reference.Load("losses").Case(name);
        Check(recorded, Compared[name](recorded));
    }
}
