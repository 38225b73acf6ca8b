namespace Backprop.Numerics;

/// <summary>Finds what was probably meant by a mistyped name.</summary>
public static class Nearest
{
    // Comparing takes the product of both lengths, and names may come from a stranger's file.
    private const int LongestName = 100;

    /// <summary>The candidate nearest to a name, or null if none is near (more than a third of its letters differ, or it is long).</summary>
    public static string? Name(string name, IEnumerable<string> candidates) => name.Length > LongestName ? null : candidates
        .Where(candidate => candidate.Length <= LongestName)
        .Take(1000)
        .Select(candidate => (Candidate: candidate, Distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
        .Where(pair => pair.Distance <= Math.Max(1, Math.Max(name.Length, pair.Candidate.Length) / 3))
        .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
        .Select(pair => pair.Candidate).FirstOrDefault();

    /// <summary><c>: did you mean 'species'?</c>, or nothing if no candidate is near.</summary>
    public static string Hint(string name, IEnumerable<string> candidates) =>
        Name(name, candidates) is { } nearest ? $": did you mean '{nearest}'?" : "";

    /// <summary>Whether two names are one but for case, blanks and signs: <c>bill_length_mm</c> and <c>BillLengthMm</c>.</summary>
    public static bool Alike(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int i = 0, j = 0;
        while (true)
        {
            while (i < a.Length && !char.IsLetterOrDigit(a[i]))
                i++;
            while (j < b.Length && !char.IsLetterOrDigit(b[j]))
                j++;
            if (i == a.Length || j == b.Length)
                return i == a.Length && j == b.Length && !a.IsEmpty && !b.IsEmpty;
            if (char.ToLowerInvariant(a[i++]) != char.ToLowerInvariant(b[j++]))
                return false;
        }
    }

    /// <summary>
    /// How many letters must be inserted, left out, replaced or swapped with their neighbour to turn one text into the other
    /// (optimal string alignment).
    /// </summary>
    public static int Distance(string from, string to)
    {
        var (before, last, row) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++)
            last[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var same = from[i - 1] == to[j - 1];
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[to.Length];
    }
}
