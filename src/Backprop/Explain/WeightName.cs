using System.Globalization;

namespace Backprop;

/// <summary>Which element of which parameter is meant.</summary>
internal static class WeightName
{
    /// <summary>The parameter and the row-major place of <c>name[i,j]</c>; see <see cref="ExplainOptions.Weight"/>.</summary>
    /// <exception cref="SettingsException">There is no such parameter, or the index is not a list of whole numbers.</exception>
    /// <exception cref="ShapeException">The index is outside of the parameter's shape.</exception>
    public static (Parameter Parameter, int Element) Find(Module network, string? weight, Func<Tensor, double[]> gradient, HashSet<string> frozen)
    {
        if (weight is null)
        {
            var free = network.Parameters.Where(p => !frozen.Contains(p.Name)).ToArray();
            return Largest(free.Length > 0 ? free : [.. network.Parameters], gradient);
        }

        var (name, index) = Parse(weight.Trim());
        var state = network.State.FirstOrDefault(s => s.Name == name).Variable;
        if (state is not Parameter parameter)
        {
            var names = network.State.Where(s => s.Variable is Parameter).Select(s => s.Name).ToArray();
            throw new SettingsException(state is not null
                ? $"'{name}' is a state of the network, which no gradient moves: choose one of {string.Join(", ", names)}"
                : $"the network has no parameter '{name}'{(Nearest.Name(name, names) is { } near ? $": did you mean '{near}'?" : $"; it has {List(names)}")}");
        }

        if (index is null)
            return Largest([parameter], gradient);
        if (index.Length != parameter.Rank)
        {
            throw new ShapeException(
                $"the weight '{weight}' has {index.Length} indices but '{name}' has the shape {parameter.Shape}: give {parameter.Rank}, such as {name}[{string.Join(",", new int[parameter.Rank])}]");
        }

        var element = 0;
        for (var axis = 0; axis < index.Length; axis++)
        {
            if (index[axis] < 0 || index[axis] >= parameter.Shape[axis])
            {
                throw new ShapeException(
                    $"index {index[axis]} of '{weight}' is outside of the shape {parameter.Shape} of '{name}': axis {axis} has the indices 0 to {parameter.Shape[axis] - 1}");
            }

            element = (element * parameter.Shape[axis]) + index[axis];
        }

        return (parameter, element);
    }

    private static (Parameter Parameter, int Element) Largest(IReadOnlyList<Parameter> parameters, Func<Tensor, double[]> gradient)
    {
        var (best, place, size) = ((Parameter?)null, 0, -1.0);
        foreach (var parameter in parameters)
        {
            var values = gradient(parameter);
            for (var i = 0; i < values.Length; i++)
            {
                if (Math.Abs(values[i]) > size)
                    (best, place, size) = (parameter, i, Math.Abs(values[i]));
            }
        }

        return (best ?? throw new SettingsException("the network has no parameters, so there is nothing to explain"), place);
    }

    private static (string Name, int[]? Index) Parse(string text)
    {
        var open = text.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
            return (text, null);
        var parts = text.EndsWith(']') ? text[(open + 1)..^1].Split(',') : [];
        var index = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.Integer, CultureInfo.InvariantCulture, out index[i]))
                parts = [];
        }

        return parts.Length > 0
            ? (text[..open], index)
            : throw new SettingsException($"a weight is written as layers.0.weight[1,2], with indices from 0, but is '{text}'");
    }

    private static string List(string[] names) => names.Length <= 12 ? string.Join(", ", names) : $"{string.Join(", ", names[..12])}, … ({names.Length} in all)";
}
