namespace Backprop.Engine;

/// <summary>What can be found by a name that people type. One line an entry; no reflection, so it works ahead of time compiled.</summary>
/// <typeparam name="T">What is found.</typeparam>
public sealed class Registry<T>
{
    private readonly string _what;
    private readonly SortedDictionary<string, T> _entries = new(StringComparer.Ordinal);

    /// <summary>Of <paramref name="what"/>, as messages call it: <c>layer</c>, <c>loss</c>.</summary>
    public Registry(string what, params IEnumerable<(string Name, T Entry)> entries)
    {
        _what = what;
        foreach (var (name, entry) in entries)
            _entries.Add(name, entry);
    }

    /// <summary>All names, sorted.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>The entry of a name.</summary>
    /// <exception cref="SettingsException">There is none; the nearest name and all others are listed.</exception>
    public T this[string name] => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw new SettingsException($"there is no {_what} '{name}'{Nearest.Hint(name, Names)}; there are: {string.Join(", ", Names)}");
}
