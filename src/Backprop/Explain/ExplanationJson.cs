using System.Text.Json.Nodes;

namespace Backprop;

public sealed partial record Explanation
{
    /// <summary>As people read it.</summary>
    public override string ToString() => new ExplanationText(this).Write();

    /// <summary>Everything as JSON, all digits; numbers that are not finite as null.</summary>
    public JsonObject ToJson() => new()
    {
        ["network"] = Network,
        ["loss_name"] = LossName,
        ["loss"] = Number(Loss),
        ["features"] = new JsonArray([.. FeatureNames.Select(n => (JsonNode)n)]),
        ["input"] = Numbers(Input),
        ["input_gradient"] = Numbers(InputGradient),
        ["target"] = Numbers(Target),
        ["layers"] = new JsonArray([.. Layers.Select(l => (JsonNode)new JsonObject
        {
            ["path"] = l.Path,
            ["kind"] = l.Kind,
            ["symbol"] = l.Symbol,
            ["pass_through"] = l.PassThrough,
            ["shape"] = new JsonArray([.. l.Shape.Select(s => (JsonNode)s)]),
            ["output"] = Numbers(l.Output),
            ["delta"] = Numbers(l.Delta),
        })]),
        ["operations"] = new JsonArray([.. Operations.Select(o => (JsonNode)new JsonObject
        {
            ["op"] = o.Op,
            ["constants"] = o.Constants,
            ["layer"] = o.Layer,
            ["inputs"] = new JsonArray([.. o.Inputs.Select(i => (JsonNode)i)]),
            ["result"] = o.Result,
            ["shape"] = new JsonArray([.. o.Shape.Select(s => (JsonNode)s)]),
            ["values"] = Numbers(o.Values),
            ["gradients"] = Numbers(o.Gradients),
        })]),
        ["weight"] = Weight,
        ["gradient"] = Number(Gradient),
        ["chain"] = Json(Chain),
        ["links"] = new JsonArray([.. Links.Select(l => (JsonNode)Json(l))]),
        ["omitted_links"] = OmittedLinks,
        ["check"] = new JsonObject
        {
            ["step"] = Number(Check.Step),
            ["loss_above"] = Number(Check.LossAbove),
            ["loss_below"] = Number(Check.LossBelow),
            ["derivative"] = Number(Check.Derivative),
            ["relative_error"] = Number(Check.RelativeError),
            ["agrees"] = Check.Agrees,
        },
        ["update"] = new JsonObject
        {
            ["learning_rate"] = Number(Update.LearningRate),
            ["w_old"] = Number(Update.Old),
            ["gradient"] = Number(Update.Gradient),
            ["w_new"] = Number(Update.New),
            ["loss_before"] = Number(Update.LossBefore),
            ["loss_after"] = Number(Update.LossAfter),
            ["frozen"] = Update.Frozen,
            ["optimizer"] = Update.Optimizer,
            ["optimizer_w_new"] = Update.OptimizerNew is { } other ? Number(other) : null,
        },
        ["notes"] = new JsonArray([.. Notes.Select(n => (JsonNode)n)]),
    };

    private static JsonObject Json(ChainLink link) => new()
    {
        ["variable"] = link.Variable,
        ["gradient"] = Number(link.Gradient),
        ["product"] = Number(link.Product),
        ["connected"] = link.Connected,
        ["sum"] = link.Sum is not { } sum ? null : new JsonObject
        {
            ["by"] = sum.By,
            ["terms"] = new JsonArray([.. sum.Terms.Select(t => (JsonNode)new JsonObject
            {
                ["gradient"] = Number(t.Gradient),
                ["factor"] = Json(t.Factor),
                ["product"] = Number(t.Product),
            })]),
            ["omitted"] = sum.Omitted,
            ["omitted_sum"] = Number(sum.OmittedSum),
            ["total"] = Number(sum.Total),
        },
        ["factors"] = new JsonArray([.. link.Factors.Select(f => (JsonNode)Json(f))]),
    };

    private static JsonObject Json(ChainFactor factor) => new()
    {
        ["name"] = factor.Name,
        ["value"] = Number(factor.Value),
        ["layer"] = factor.Layer,
        ["operations"] = new JsonArray([.. factor.Operations.Select(o => (JsonNode)new JsonObject
        {
            ["op"] = o.Op,
            ["rule"] = o.Rule,
            ["value"] = o.Value is { } value ? Number(value) : null,
        })]),
    };

    private static JsonArray Numbers(IReadOnlyList<double> values) => new([.. values.Select(Number)]);

    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
