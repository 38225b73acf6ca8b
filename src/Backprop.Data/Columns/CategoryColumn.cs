namespace Backprop.Data;

/// <summary>A column of labels: a number for each row and the list of distinct labels those numbers stand for.</summary>
public sealed class CategoryColumn : Column
{
    private readonly int[] _codes;
    private readonly string[] _levels;

    /// <summary>The code of a missing value.</summary>
    public const int Missing = -1;

    /// <summary>From codes (−1 where missing) and the labels they stand for.</summary>
    public CategoryColumn(string name, int[] codes, string[] levels) : this(name, codes, codes.Length, levels) { }

    /// <summary>From the first codes of an array.</summary>
    internal CategoryColumn(string name, int[] codes, int count, string[] levels) : base(name) => (_codes, Count, _levels) = (codes, count, levels);

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>The labels, in the order of their codes.</summary>
    public IReadOnlyList<string> Levels => _levels;

    /// <summary>The code of a row, −1 when missing.</summary>
    public int this[int row] => _codes[row];

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _codes[row] < 0;

    /// <inheritdoc/>
    public override string Text(int row) => _codes[row] < 0 ? "" : _levels[_codes[row]];
}
