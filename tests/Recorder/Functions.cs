using TorchSharp;

namespace Recorder;

/// <summary>Records a function's value, its gradients for a given upstream gradient and, if asked, gradients of those.</summary>
internal static class Functions
{
    /// <summary>
    /// Inputs x…; outputs y and, with the upstream gradient dy (1 for a scalar), dx = ∂Σ(y·dy)/∂x for each floating input x.
    /// Second order: with directions v.x (inputs), hvp.x = ∂ Σ_inputs Σ(dx·v.x) / ∂x.
    /// </summary>
    public static Case Record(
        this Sheet sheet, string name, (string, object)[] settings, Func<torch.Tensor[], torch.Tensor> function,
        (string Name, torch.Tensor Value)[] inputs, bool second = false, ulong seed = 77, string output = "y", string[]? constant = null)
    {
        var numbers = new Numbers(seed);
        var recorded = sheet.Add(name, settings);
        var values = inputs.Select(i => i.Value.clone()).ToArray();
        var wanted = Enumerable.Range(0, inputs.Length)
            .Where(i => values[i].is_floating_point() && constant?.Contains(inputs[i].Name) != true).ToArray();
        foreach (var i in wanted) values[i].requires_grad_();
        foreach (var (inputName, value) in inputs) recorded.In(inputName, value);

        var y = function(values);
        recorded.Out(output, y);
        var dy = y.dim() == 0 ? torch.ones_like(y) : numbers.Any(y.shape);
        if (y.dim() != 0) recorded.In("d" + output, dy);
        var sources = wanted.Select(i => values[i]).ToList();
        var grads = torch.autograd.grad([y], sources, [dy], create_graph: second, retain_graph: true);
        for (var k = 0; k < wanted.Length; k++) recorded.Out("d" + inputs[wanted[k]].Name, grads[k]);
        if (!second) return recorded;

        var sum = torch.zeros([], dtype: torch.ScalarType.Float64);
        for (var k = 0; k < wanted.Length; k++)
        {
            var v = numbers.Any(grads[k].shape);
            recorded.In("v." + inputs[wanted[k]].Name, v);
            sum = sum + (grads[k] * v).sum();
        }
        foreach (var source in sources) sum = sum + 0 * source.square().sum(); // so that none is missing where the gradient is constant
        var products = torch.autograd.grad([sum], sources, retain_graph: true);
        for (var k = 0; k < wanted.Length; k++) recorded.Out("hvp." + inputs[wanted[k]].Name, products[k]);
        return recorded;
    }
}
