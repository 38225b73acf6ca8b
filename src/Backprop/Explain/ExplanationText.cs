using System.Globalization;
using System.Text;

namespace Backprop;

/// <summary>An explanation as people read it.</summary>
internal sealed class ExplanationText(Explanation explanation)
{
    private const int Shown = 8, LinksInFull = 4;
    private readonly StringBuilder _text = new();

    /// <summary>The whole text.</summary>
    public string Write()
    {
        Input();
        Layers();
        Operations();
        Chain();
        Check();
        Update();
        return _text.ToString();
    }

    private void Input()
    {
        Line($"{explanation.Network}, loss {explanation.LossName}, in float64");
        foreach (var note in explanation.Notes)
            Line($"note: {note}");
        Heading("Input");
        var names = explanation.FeatureNames;
        var width = names.Count == 0 ? 0 : names.Max(n => n.Length);
        const int rows = 40;
        for (var i = 0; i < Math.Min(rows, explanation.Input.Count); i++)
            Line($"  {$"x[{i}]",-7}{(i < names.Count ? names[i] : "").PadRight(width)}  {Short(explanation.Input[i]),12}");
        if (explanation.Input.Count > rows)
            Line($"  … {explanation.Input.Count - rows} more");
        Line($"  target: {Values(explanation.Target)}");
    }

    private void Layers()
    {
        Heading("Layers, forward, and δ = ∂L/∂output of each, backward");
        foreach (var layer in explanation.Layers)
        {
            Line($"  {layer.Symbol} = {layer.Text}{(layer.PassThrough ? ": hands its input through" : "")}");
            if (layer.PassThrough)
                continue;
            Line($"      value  {Values(layer.Output)}");
            Line($"      δ      {Values(layer.Delta)}");
        }

        Line($"  L = {explanation.LossName} = {Number(explanation.Loss)}");
    }

    private void Operations()
    {
        Heading("Recorded operations");
        var calls = explanation.Operations.Select(o => $"{o.Op}({string.Join(", ", o.Inputs)})").ToArray();
        var width = calls.Length == 0 ? 0 : Math.Min(60, calls.Max(c => c.Length));
        var results = explanation.Operations.Select(o => o.Result.Length).DefaultIfEmpty().Max();
        for (var i = 0; i < calls.Length; i++)
        {
            var o = explanation.Operations[i];
            Line($"  {o.Result.PadRight(results)} = {calls[i].PadRight(width)}  {Values(o.Values, 4)}   gradient {Values(o.Gradients, 4)}");
        }
    }

    private void Chain()
    {
        Heading($"The chain rule for {explanation.Weight}");
        Link(explanation.Chain, full: true);
        if (explanation.Links.Count > 0)
            Line("  where");
        foreach (var link in explanation.Links)
            Link(link, full: explanation.Links.Count <= LinksInFull);
        if (explanation.OmittedLinks > 0)
            Line($"  … {explanation.OmittedLinks} more like these, and what stands above them");
        Line($"  the backward pass found ∂L/∂{explanation.Weight} = {Number(explanation.Gradient)}");
    }

    private void Link(ChainLink link, bool full)
    {
        var head = $"  ∂L/∂{link.Variable} ";
        var factors = link.Factors.ToArray();
        if (link.Sum is { } sum)
        {
            if (factors.Length > 0)
                Product(head, [($"∂L/∂{sum.By}", sum.Total), .. factors.Select(f => (f.Name, f.Value))], link.Product, full);
            Sum(sum);
        }
        else if (factors.Length > 0)
        {
            Product(head, [.. factors.Select(f => (f.Name, f.Value))], link.Product, full);
        }
        else
        {
            Line($"{head}= 0: the loss does not depend on it");
        }

        var width = factors.Select(f => f.Name.Length).DefaultIfEmpty().Max();
        foreach (var factor in full ? factors : [])
            Line($"      {factor.Name.PadRight(width)} = {Number(factor.Value),-17} {Source(factor)}");
        if (!link.Connected && factors.Length > 0)
            Line($"      the factor {factors[0].Name} is 0: no change gets past it, so the weight does not move on this row");
    }

    private void Product(string head, (string Name, double Value)[] factors, double product, bool full)
    {
        // One factor is its own product.
        var names = string.Join(" · ", factors.Select(f => f.Name));
        if (!full && factors.Length > 1)
        {
            Line($"{head}= {names} = {string.Join(" · ", factors.Select(f => Number(f.Value)))} = {Number(product)}");
            return;
        }

        Line(factors.Length == 1 && head.TrimEnd().EndsWith(names, StringComparison.Ordinal) ? $"{head}= {Number(product)}" : $"{head}= {names}");
        if (factors.Length == 1)
            return;
        var indent = new string(' ', head.Length);
        Line($"{indent}= {string.Join(" · ", factors.Select(f => Number(f.Value)))}");
        Line($"{indent}= {Number(product)}");
    }

    private void Sum(ChainSum sum)
    {
        Line($"      ∂L/∂{sum.By} = the sum over {sum.Terms.Count + sum.Omitted} ways to the loss:");
        var names = sum.Terms.Select(t => $"∂L/∂{t.Factor.Of} · {t.Factor.Name}").ToArray();
        var width = names.Max(n => n.Length);
        for (var i = 0; i < names.Length; i++)
        {
            var term = sum.Terms[i];
            Line($"        {names[i].PadRight(width)} = {Number(term.Gradient)} · {Number(term.Factor.Value)} = {Number(term.Product)}");
        }

        if (sum.Omitted > 0)
            Line($"        {$"{sum.Omitted} smaller ones".PadRight(width)} = {Number(sum.OmittedSum)}");
        Line($"        {"sum".PadRight(width)} = {Number(sum.Total)}");
    }

    private string Source(ChainFactor factor)
    {
        // Ops that only hand through (reshape, the mean of one row) say nothing.
        var ops = factor.Operations.Where(o => o.Value != 1).ToArray();
        if (ops.Length == 0)
            ops = [.. factor.Operations.Take(1)];
        var told = ops.Any(o => o.Value is null)
            ? $"all ways through {string.Join(", ", ops.Select(o => o.Op).Distinct())}"
            : ops.Length == 1
                ? ops[0].Rule.Length == 0 ? ops[0].Op : factor.Layer.StartsWith(Name(ops[0].Op), StringComparison.Ordinal) ? ops[0].Rule : $"{Name(ops[0].Op)}: {ops[0].Rule}"
                : string.Join(" · ", ops.Select(o => $"{Name(o.Op)} {Number(o.Value!.Value)}"));
        return $"{factor.Layer}: {told}{Feature(factor)}";

        static string Name(string op) => op.Split('(')[0];
    }

    // Which column a weight of the first layer is of: " x[5] (age)".
    private string Feature(ChainFactor factor)
    {
        var first = explanation.Operations.FirstOrDefault(o => o.Op == "linear" && o.Inputs[0] == "x");
        if (first is null || !factor.By.StartsWith(first.Inputs[1] + "[", StringComparison.Ordinal))
            return "";
        var column = int.Parse(factor.By.AsSpan(factor.By.LastIndexOf(',') + 1).TrimEnd(']'), CultureInfo.InvariantCulture);
        return $" x[{column}]{(column < explanation.FeatureNames.Count ? $" ({explanation.FeatureNames[column]})" : "")}";
    }

    private void Check()
    {
        var check = explanation.Check;
        Heading("Checked without the chain rule, by central differences");
        Line($"  (L(w + h) − L(w − h)) / 2h = ({Long(check.LossAbove)} − {Long(check.LossBelow)}) / (2 · {Short(check.Step)}) = {Number(check.Derivative)}");
        Line(check.Agrees
            ? $"  agrees: relative error {check.RelativeError.ToString("G2", CultureInfo.InvariantCulture)}"
            : $"  differs by {check.RelativeError.ToString("G2", CultureInfo.InvariantCulture)}: a kink (such as ReLU at 0) lies within h of this weight");
    }

    private void Update()
    {
        var update = explanation.Update;
        Heading($"A step of plain gradient descent on this row{(update.Frozen ? ", if the weight were not frozen" : "")}");
        Line("  w_new = w_old − η · ∂L/∂w");
        Line($"        = {Number(update.Old)} − {Number(update.LearningRate)} · {Number(update.Gradient)}");
        Line($"        = {Number(update.New)}");
        Line($"  that step of all trained weights takes the loss of this row from {Number(update.LossBefore)} to {Number(update.LossAfter)}");
        if (update.OptimizerNew is { } other)
            Line($"  the first step of {update.Optimizer} (its state new, η = {Number(update.LearningRate)}) makes it {Number(other)}");
    }

    private void Heading(string text) => _text.Append('\n').Append(text).Append('\n');

    private void Line(string text) => _text.Append(text.TrimEnd()).Append('\n');

    private static string Values(IReadOnlyList<double> values, int shown = Shown) =>
        string.Join("  ", values.Take(shown).Select(Short)) + (values.Count > shown ? $"  … {values.Count - shown} more" : "");

    // As in a book: a real minus sign, ten digits.
    private static string Number(double value) => value.ToString("G10", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Long(double value) => value.ToString("G16", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Short(double value) => value.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−');
}
