using System.Globalization;

namespace Backprop.Data;

/// <summary>From a label as it is written to its number among the labels of the training data.</summary>
internal sealed class LabelCodes
{
    /// <summary>The number of a label that the training data did not have.</summary>
    public const int Unseen = -2;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly bool _boolean;

    /// <summary>Of these labels, of a boolean's or a category's column.</summary>
    public LabelCodes(string[] levels, ColumnKind kind)
    {
        for (var i = 0; i < levels.Length; i++)
            _codes[levels[i]] = i;
        _lookup = _codes.GetAlternateLookup<ReadOnlySpan<char>>();
        _boolean = kind == ColumnKind.Boolean;
    }

    /// <summary>The number of a label: as written, as the number it is (<c>3.50</c> for <c>3.5</c>), or by what it says of a boolean.</summary>
    public int Of(ReadOnlySpan<char> label, char separator)
    {
        if (_lookup.TryGetValue(label, out var code))
            return code;
        Span<char> text = stackalloc char[32];
        if (NumberText.TryParse(label, separator, out var number) && number.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture)
            && _lookup.TryGetValue(text[..length], out code))
            return code;
        if (!_boolean || label.Length is 0 or > 5)
            return Unseen;
        label.ToLowerInvariant(text);
        return text[..label.Length] switch
        {
            "true" or "yes" or "t" or "y" or "1" => 1,
            "false" or "no" or "f" or "n" or "0" => 0,
            _ => Unseen,
        };
    }

    /// <summary>Another name of a label.</summary>
    public void Alias(string name, int code) => _codes.TryAdd(name, code);
}
