using System.Runtime.CompilerServices;

namespace Backprop.Data;

/// <summary>What a builder may make of a column's values.</summary>
internal enum BuildMode
{
    /// <summary>Numbers as long as all values are, else labels.</summary>
    Infer,

    /// <summary>Labels, also when all are numbers.</summary>
    Labels,

    /// <summary>Numbers; anything else is an error at once.</summary>
    Numbers,
}

/// <summary>Takes one column's values row by row and packs them into numbers or coded labels.</summary>
/// <remarks>
/// A column that turns out to hold text after numbers were already packed is marked <see cref="MustReread"/>: the source
/// is read once more and that column built as labels.
/// </remarks>
internal sealed partial class ColumnBuilder
{
    private readonly string _source;
    private readonly MissingTokens _missing;
    private readonly BuildMode _mode;
    private byte[]? _bytes = new byte[256];
    private double[] _doubles = [];
    private int[] _codes = [];
    private Dictionary<string, int>? _dictionary;
    private Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _labels = [];

    public ColumnBuilder(string source, string name, int ordinal, BuildMode mode, MissingTokens missing)
    {
        (_source, Name, Ordinal, _mode, _missing) = (source, name, ordinal, mode, missing);
        if (mode == BuildMode.Labels)
            StartLabels();
    }

    public string Name { get; }
    public int Ordinal { get; }
    public int Count { get; private set; }
    public int MissingCount { get; private set; }

    /// <summary>How many values were numbers before the first text.</summary>
    public int NumberCount { get; private set; }

    /// <summary>How many texts stood among numbers.</summary>
    public int TextCount { get; private set; }

    public bool MustReread => _dictionary is null && TextCount > 0;
    public bool IsLabels => _dictionary is not null;

    /// <summary>Set by sources that have a type for it.</summary>
    public bool IsDate { get; private set; }

    public bool IsBoolean { get; private set; }

    public (string Place, string Value)? FirstText { get; private set; }
    public (string Place, string Value)? FirstInfinite { get; private set; }

    /// <summary>The decimal separator of the texts.</summary>
    public char Separator { get; private set; } = '.';

    public IReadOnlyList<string> Labels => _labels;
    public ReadOnlySpan<int> Codes => _codes.AsSpan(0, Count);

    /// <summary>The codes to be changed in place, when the builder is not used any more.</summary>
    public int[] TakeCodes() => Trimmed(_codes);

    /// <summary>A value as text.</summary>
    public void Add(ReadOnlySpan<char> text, char separator, Func<string> place)
    {
        Separator = separator;
        text = text.Trim();
        if (_dictionary is not null)
        {
            AddLabel(text, separator, place);
            return;
        }

        if (text.IsEmpty)
            AddMissing();
        else if (NumberText.TryParse(text, separator, out var value))
            AddNumber(value, place);
        else if (_missing.Contains(text))
            AddMissing();
        else
            AddText(text, separator, place);
    }

    public void AddNumber(double value, Func<string> place)
    {
        if (_dictionary is not null)
        {
            AddLabel(NumberText.Format(value), '.', place);
            return;
        }

        if (_missing.Contains(value))
        {
            AddMissing();
            return;
        }

        if (double.IsInfinity(value))
            FirstInfinite ??= (place(), NumberText.Format(value));
        NumberCount++;
        Append(value);
    }

    /// <summary>The column's bytes of some rows, none of them missing: every so many bytes one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddBytes(ReadOnlySpan<byte> rows, int width, Func<string> place)
    {
        if (_bytes is not null && !_missing.HasNumbers)
        {
            var count = rows.Length / width;
            while (_bytes.Length - Count < count)
                _bytes = Longer(_bytes);
            var into = _bytes.AsSpan(Count, count);
            for (int i = 0, at = Ordinal; i < into.Length; i++, at += width)
                into[i] = rows[at];
            Count += count;
            NumberCount += count;
            return;
        }

        for (var at = Ordinal; at < rows.Length; at += width)
            AddNumber(rows[at], place);
    }

    public void AddDate(DateTime value, Func<string> place)
    {
        IsDate = true;
        if (_dictionary is null)
            AddNumber(DateText.Seconds(value), place);
        else
            AddLabel(DateText.Iso(DateText.Seconds(value)), '.', place);
    }

    public void AddBoolean(bool value, Func<string> place)
    {
        IsBoolean = true;
        if (_dictionary is null && Count == MissingCount)
            StartLabels();
        Add(value ? "true" : "false", '.', place);
    }

    public void AddMissing()
    {
        MissingCount++;
        if (_dictionary is not null)
            AppendCode(CategoryColumn.Missing);
        else
            Append(double.NaN);
    }

    /// <summary>The numbers as a column.</summary>
    public NumberColumn ToNumbers()
    {
        if (_bytes is not null)
            return new(Name, Trimmed(_bytes), Count);
        return new(Name, Trimmed(_doubles), Count);
    }

    private void AddText(ReadOnlySpan<char> text, char separator, Func<string> place)
    {
        FirstText ??= (place(), text.ToString());
        if (_mode == BuildMode.Numbers)
            throw NotANumber(0);
        if (NumberCount == 0)
        {
            StartLabels();
            AddLabel(text, separator, place);
            return;
        }

        TextCount++;
        Append(double.NaN);
    }

    /// <summary>The error for a text in a column of numbers.</summary>
    public DataException NotANumber(int others)
    {
        var (place, value) = FirstText!.Value;
        var more = others > 0 ? $" (and {others} more)" : "";
        return new(_source, place, Name,
            $"expected a number as in the rest of this column, found '{Short(value)}'{more}; mend the value, or say what it means: "
            + $"--missing '{Short(value)}' or --categorical {Name}");
    }

    public static string Short(string value) => value.Length <= 40 ? value : string.Concat(value.AsSpan(0, 37), "...");

    private void StartLabels()
    {
        _dictionary = new(StringComparer.Ordinal);
        _lookup = _dictionary.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var token in _missing.All)
            _dictionary.Add(token, CategoryColumn.Missing);
        _codes = new int[Math.Max(256, Count)];
        _codes.AsSpan(0, Count).Fill(CategoryColumn.Missing);
        _bytes = null;
        _doubles = [];
    }

    private void AddLabel(ReadOnlySpan<char> text, char separator, Func<string> place)
    {
        text = LabelText.Canonical(text, separator);
        if (!_lookup.TryGetValue(text, out var code))
        {
            code = _labels.Count;
            _labels.Add(text.ToString());
            _lookup[text] = code;
        }

        if (code < 0)
        {
            AddMissing();
            return;
        }

        if (FirstText is null && !NumberText.TryParse(text, separator, out _))
            FirstText = (place(), text.ToString());
        AppendCode(code);
    }

    private void AppendCode(int code)
    {
        if (Count == _codes.Length)
            _codes = Longer(_codes);
        _codes[Count++] = code;
    }

    private void Append(double value)
    {
        if (_bytes is not null)
        {
            var small = (byte)Math.Clamp(value, 0, 255); // NaN turns into 0 and differs below
            if (small == value)
            {
                if (Count == _bytes.Length)
                    _bytes = Longer(_bytes);
                _bytes[Count++] = small;
                return;
            }

            _doubles = GC.AllocateUninitializedArray<double>(Math.Max(256, _bytes.Length));
            for (var i = 0; i < Count; i++)
                _doubles[i] = _bytes[i];
            _bytes = null;
        }

        if (Count == _doubles.Length)
            _doubles = Longer(_doubles);
        _doubles[Count++] = value;
    }

    // What grew by doubling is cut; a little too much is kept rather than copied.
    private T[] Trimmed<T>(T[] values) => Count > values.Length * 0.9 ? values : values.AsSpan(0, Count).ToArray();

    // The rest is not cleared: each place is written before it counts.
    private T[] Longer<T>(T[] values)
    {
        var longer = GC.AllocateUninitializedArray<T>((int)Math.Min(Array.MaxLength, Math.Max(Math.Max(256, _expected), Count * 2L)));
        values.AsSpan(0, Count).CopyTo(longer);
        return longer;
    }
}
