using System.Globalization;
using System.Text;

namespace Backprop.Engine;

public abstract partial class Module
{
    private static readonly string[] Headings = ["layer", "kind", "description", "output", "parameters"];

    /// <summary>
    /// A table for people: each layer's path, kind, description, output shape and own parameters; then all parameters, how
    /// many are trained, and the bytes of the whole state. The network need not be initialised.
    /// </summary>
    /// <param name="input">The shape of an input with its batch axis: <c>[1, 784]</c>; without it the output shapes are left out.</param>
    /// <exception cref="ShapeException">The input does not fit; the message names the layer.</exception>
    public string Summary(Shape? input = null)
    {
        var state = State.Select(s => s.Variable).Distinct().ToArray();
        var outputs = new Dictionary<Module, Shape>(ReferenceEqualityComparer.Instance);
        if (input is { } shape)
        {
            using var scope = Execution.NoGradient();
            var dtype = state.FirstOrDefault(v => v.DType.IsFloat())?.DType ?? DType.Float32;
            Forward(Tensor.Zeros(shape, dtype), new Pass { ShapesOnly = true, Observer = (module, _, y) => outputs[module] = y.Shape });
        }

        var rows = new List<string[]> { Headings };
        // A container that holds no variable itself says nothing its layers do not.
        foreach (var module in All.Where(m => m._children.Count == 0 || m._variables.Count > 0))
        {
            rows.Add([
                module.Path, module.Kind, module.Description,
                outputs.TryGetValue(module, out var output) ? output.ToString() : "",
                Number(Count(module._variables.Select(v => v.Variable).OfType<Parameter>())),
            ]);
        }

        var widths = Enumerable.Range(0, 5).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            // Names to the left, numbers to the right.
            var line = string.Join("  ", row.Select((cell, i) => i == 4 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])));
            text.Append(line).Append('\n');
            if (row == rows[0])
                text.Append('─', line.Length).Append('\n');
        }

        var parameters = Parameters;
        return text.Append(CultureInfo.InvariantCulture,
            $"{Number(Count(parameters))} parameters, {Number(Count(parameters.Where(p => !p.Frozen)))} trained, {Number(state.Sum(v => (long)v.Count * v.DType.Size()))} bytes\n").ToString();

        static long Count(IEnumerable<Variable> variables) => variables.Sum(v => (long)v.Count);
        static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
    }
}
