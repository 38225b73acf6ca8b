namespace Backprop.Data;

/// <summary>Which texts stand for a missing value.</summary>
public sealed class MissingTokens
{
    private readonly HashSet<string> _texts;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly double[] _numbers;

    /// <summary>
    /// What is always missing: nothing, <c>NA</c>, <c>N/A</c>, <c>n/a</c>, <c>#N/A</c>, <c>&lt;NA&gt;</c>, <c>NaN</c>,
    /// <c>nan</c>, <c>?</c>, <c>null</c>, <c>NULL</c>. <c>None</c> is not among them: it is a category in many tables.
    /// </summary>
    public static IReadOnlyList<string> Default { get; } = ["", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "?", "null", "NULL"];

    /// <summary>The default ones and some more; a number (<c>-999</c>) is also missing as <c>-999.0</c>.</summary>
    public MissingTokens(IEnumerable<string> more)
    {
        More = [.. more];
        _texts = new(Default.Concat(More), StringComparer.Ordinal);
        _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
        _numbers = [.. More.Select(t => NumberText.TryParse(t, '.', out var v) ? v : double.NaN).Where(v => !double.IsNaN(v))];
    }

    /// <summary>The tokens beyond the default ones.</summary>
    public IReadOnlyList<string> More { get; }

    internal IEnumerable<string> All => _texts;

    internal bool Contains(ReadOnlySpan<char> text) => _lookup.Contains(text);

    internal bool HasNumbers => _numbers.Length > 0;

    internal bool Contains(double value) => double.IsNaN(value) || (_numbers.Length > 0 && _numbers.AsSpan().Contains(value));
}
