namespace Backprop.Data;

/// <summary>Finds the name that was probably meant, for messages: <c>did you mean 'species'?</c></summary>
public static class Nearest
{
    /// <summary>
    /// The known name that is nearest to <paramref name="name"/>, or null when none is near: at most a third of the
    /// longer name's letters differ (case does not count), or one begins with the other. The first of equals.
    /// </summary>
    public static string? Name(string name, IEnumerable<string> known)
    {
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in known)
        {
            var distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            var prefix = name.Length >= 3 && candidate.Length >= 3
                && (candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                    || name.StartsWith(candidate, StringComparison.OrdinalIgnoreCase));
            var near = prefix || distance <= Math.Max(1, Math.Max(name.Length, candidate.Length) / 3);
            if (near && candidate.Length > 0 && distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>
    /// <c>; did you mean 'species'?</c> when a known name is near, else a list of the known names (at most twelve).
    /// </summary>
    public static string Hint(string name, IReadOnlyCollection<string> known)
    {
        if (Name(name, known) is { } nearest)
            return $"; did you mean '{nearest}'?";
        if (known.Count == 0)
            return "";
        return $"; there {(known.Count == 1 ? "is" : "are")} {string.Join(", ", known.Take(12))}{(known.Count > 12 ? $" and {known.Count - 12} more" : "")}";
    }

    /// <summary>
    /// How many insertions, deletions, replacements and swaps of neighbours turn one text into the other
    /// (Damerau-Levenshtein, optimal string alignment).
    /// </summary>
    public static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var older = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], older[j - 2] + 1);
            }

            (older, previous, current) = (previous, current, older);
        }

        return previous[b.Length];
    }
}
