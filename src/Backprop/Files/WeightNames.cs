namespace Backprop;

/// <summary>
/// Finds which tensor of a file is which variable of a network. Names are compared without <c>layers.</c> before a number (a
/// PyTorch Sequential says <c>0.weight</c>, ours <c>layers.0.weight</c>) and behind the prefix under which most are found
/// (<c>module.</c>, <c>model.</c>, <c>encoder.</c>).
/// </summary>
internal static class WeightNames
{
    // A file may offer many places that end alike; the first ones are enough to find the right one in any honest file.
    private const int MostPrefixes = 16;

    /// <summary>The places in <paramref name="names"/> of the tensors for <paramref name="ours"/>; −1 where there is none.</summary>
    public static int[] Match(IReadOnlyList<string> ours, IReadOnlyList<string> names)
    {
        var exact = Index(names, n => n);
        var plain = Index(names, Plain);
        string[] wanted = [.. ours.Select(Plain)];
        if (wanted.Distinct(StringComparer.Ordinal).Count() < wanted.Length)
            return [.. ours.Select(o => exact.GetValueOrDefault(o, -1))];

        var best = Find("");
        if (ours.Count == 0 || best.All(i => i >= 0))
            return best;
        var tail = "." + wanted[0];
        foreach (var prefix in plain.Keys.Where(n => n.EndsWith(tail, StringComparison.Ordinal)).Select(n => n[..^(tail.Length - 1)]).Take(MostPrefixes))
        {
            var found = Find(prefix);
            if (found.Count(i => i >= 0) > best.Count(i => i >= 0))
                best = found;
        }

        return best;

        int[] Find(string prefix) => [.. ours.Select((o, i) => exact.TryGetValue(prefix + o, out var place) || plain.TryGetValue(prefix + wanted[i], out place) ? place : -1)];
    }

    /// <summary>The name after <paramref name="map"/>: the longest beginning up to a dot is replaced.</summary>
    public static string Rename(string name, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
            return name;
        for (var end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
        {
            if (map.TryGetValue(name[..end], out var other))
                return other + name[end..];
        }

        return name;
    }

    // layers.0.layers.1.weight → 0.1.weight
    private static string Plain(string name)
    {
        var parts = name.Split('.');
        return string.Join('.', parts.Where((part, i) => !(part == "layers" && i + 1 < parts.Length && parts[i + 1].Length > 0 && parts[i + 1].All(char.IsAsciiDigit))));
    }

    // Of names that become the same one, the first counts.
    private static Dictionary<string, int> Index(IReadOnlyList<string> names, Func<string, string> form)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
            index.TryAdd(form(names[i]), i);
        return index;
    }
}
