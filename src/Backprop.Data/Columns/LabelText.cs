namespace Backprop.Data;

/// <summary>Labels as they are compared and ordered.</summary>
internal static class LabelText
{
    /// <summary><c>3.0</c> as <c>3</c>: the same class, written by a program that had turned whole numbers into fractions.</summary>
    public static ReadOnlySpan<char> Canonical(ReadOnlySpan<char> text, char separator)
    {
        var point = text.IndexOf(separator);
        if (point <= 0 || point == text.Length - 1)
            return text;
        var whole = text[0] == '-' ? text[1..point] : text[..point];
        return !whole.IsEmpty && !whole.ContainsAnyExceptInRange('0', '9') && !text[(point + 1)..].ContainsAnyExcept('0') ? text[..point] : text;
    }

    /// <summary>By value when all labels are numbers, else by their characters' codes: never by a culture.</summary>
    public static string[] Ordered(IEnumerable<string> labels)
    {
        string[] all = [.. labels];
        if (all.Length > 0 && Array.TrueForAll(all, l => NumberText.TryParse(l, '.', out _)))
            return [.. all.OrderBy(Value).ThenBy(l => l, StringComparer.Ordinal)];
        return [.. all.Order(StringComparer.Ordinal)];

        static double Value(string label) => NumberText.TryParse(label, '.', out var value) ? value : 0;
    }

    private static readonly (string False, string True)[] Pairs = [("false", "true"), ("no", "yes"), ("f", "t"), ("n", "y")];

    /// <summary>The labels for false and for true, as written, when these are the spellings of a boolean; else null.</summary>
    public static (string[] False, string[] True)? Booleans(IEnumerable<string> labels)
    {
        string[] all = [.. labels.Order(StringComparer.Ordinal)];
        foreach (var (no, yes) in Pairs)
        {
            string[] falses = [.. all.Where(l => l.Equals(no, StringComparison.OrdinalIgnoreCase))];
            string[] trues = [.. all.Where(l => l.Equals(yes, StringComparison.OrdinalIgnoreCase))];
            if (falses.Length > 0 && trues.Length > 0 && falses.Length + trues.Length == all.Length)
                return (falses, trues);
        }

        return null;
    }
}
