using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Backprop;

/// <summary>The figures of a model on one part of the data, by name, in the order in which reports show them.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "a set of metrics")]
public sealed class MetricSet : IReadOnlyDictionary<string, double>
{
    private readonly OrderedDictionary<string, double> _values = new(StringComparer.Ordinal);

    /// <summary>A set of these figures.</summary>
    public MetricSet(IEnumerable<KeyValuePair<string, double>> values, ConfusionMatrix? confusion = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (name, value) in values) _values[name] = value;
        Confusion = confusion;
    }

    /// <summary>True classes against predicted ones; null unless this is a classification.</summary>
    public ConfusionMatrix? Confusion { get; }

    /// <summary>How many figures.</summary>
    public int Count => _values.Count;

    /// <summary>The figures' names, in order.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>The figures, in order; NaN where one is not defined.</summary>
    public IEnumerable<double> Values => _values.Values;

    /// <summary>The figure of a name.</summary>
    /// <exception cref="SettingsException">There is none of that name.</exception>
    public double this[string key] => _values.TryGetValue(key, out var value)
        ? value
        : throw new SettingsException($"no metric '{key}' here{Nearest.Hint(key, _values.Keys)}; there are {string.Join(", ", _values.Keys)}");

    /// <summary>Whether there is a figure of that name.</summary>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <summary>The figure of a name, if there is one.</summary>
    public bool TryGetValue(string key, out double value) => _values.TryGetValue(key, out value);

    /// <summary>The figures, in order.</summary>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A line for each figure, four significant digits, and the confusion matrix.</summary>
    public override string ToString()
    {
        var width = _values.Count == 0 ? 0 : _values.Keys.Max(k => k.Length);
        var text = new StringBuilder();
        foreach (var (name, value) in _values)
            text.Append(name.PadRight(width)).Append("  ").Append(value.ToString("G4", CultureInfo.InvariantCulture)).Append('\n');
        if (Confusion is not null) text.Append(Confusion).Append('\n');
        return text.ToString();
    }
}
