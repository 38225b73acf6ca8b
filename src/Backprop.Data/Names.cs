using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>Ends of messages about a name that is not there.</summary>
internal static class Names
{
    /// <summary><c>: did you mean 'species'?</c> when a known name is near, else the known names (at most twelve).</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        string[] all = [.. known];
        // A name cut short is near, too, however long the whole is.
        var nearest = Nearest.Name(name, all)
            ?? Array.Find(all, k => name.Length >= 3 && k.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        if (nearest is not null)
            return $": did you mean '{nearest}'?";
        return all.Length == 0 ? "" : $": there {(all.Length == 1 ? "is" : "are")} {string.Join(", ", all.Take(12))}{(all.Length > 12 ? $" and {all.Length - 12} more" : "")}";
    }
}
