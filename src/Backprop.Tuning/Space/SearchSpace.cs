namespace Backprop.Tuning;

/// <summary>The settings that are searched, in order.</summary>
public sealed class SearchSpace
{
    /// <summary>Of these dimensions.</summary>
    /// <exception cref="SettingsException">There are none, two share a name, or one depends on a dimension that does not stand before it.</exception>
    public SearchSpace(params IEnumerable<Dimension> dimensions)
    {
        Dimensions = [.. dimensions];
        if (Dimensions.Count == 0)
            throw new SettingsException("there is nothing to search: name one setting or more");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dimension in Dimensions)
        {
            // What it depends on need not be searched; it must not come later.
            if (dimension.NotWith is { } other && !seen.Contains(other.Dimension) && Dimensions.Any(d => d.Name == other.Dimension))
                throw new SettingsException($"the search of {dimension.Name} depends on {other.Dimension}, which must stand before it");
            if (!seen.Add(dimension.Name))
                throw new SettingsException($"{dimension.Name} is searched twice");
        }
    }

    /// <summary>The dimensions.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>The settings whose dimension number d takes <paramref name="value"/>(d); those without meaning beside the others are left out.</summary>
    public IReadOnlyDictionary<string, string> Choose(Func<int, string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var settings = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        for (var d = 0; d < Dimensions.Count; d++)
            if (Dimensions[d].NotWith is not { } other || settings.GetValueOrDefault(other.Dimension) != other.Choice)
                settings.Add(Dimensions[d].Name, value(d));
        return settings;
    }

    /// <summary>A line for each dimension.</summary>
    public override string ToString()
    {
        var width = Dimensions.Max(d => d.Name.Length);
        return string.Join('\n', Dimensions.Select(d => $"{d.Name.PadRight(width)}  {d.Describe()}"));
    }
}
