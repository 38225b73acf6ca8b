using System.Globalization;
using System.Text;

namespace Backprop;

/// <summary>
/// The text that begins a NumPy array: a Python dictionary with <c>descr</c> (kind and size of an element), <c>fortran_order</c>
/// and <c>shape</c>. Only these literals are read; nothing is evaluated. Source: NumPy's NEP 1.
/// </summary>
/// <param name="Kind">f (float), i, u (whole numbers) or b (boolean).</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="BigEndian">Whether the first byte of an element is its highest.</param>
/// <param name="Fortran">Whether the first axis is the one that runs fastest.</param>
/// <param name="Shape">Sizes of the axes, outermost first.</param>
internal sealed record NpyHeader(char Kind, int Size, bool BigEndian, bool Fortran, Shape Shape)
{
    private const int MostAxes = 16;

    /// <summary>Reads the text.</summary>
    /// <exception cref="FormatException">It is another text, or of values that are no numbers.</exception>
    public static NpyHeader Parse(string text)
    {
        var at = 0;
        string? descr = null;
        bool? fortran = null;
        Shape? shape = null;
        Expect(text, ref at, '{');
        while (!Take(text, ref at, '}'))
        {
            var key = Quoted(text, ref at);
            Expect(text, ref at, ':');
            switch (key)
            {
                case "descr" when descr is null:
                    Space(text, ref at);
                    descr = at < text.Length && text[at] == '['
                        ? throw new FormatException("its elements are records of several fields: save each field as an array")
                        : Quoted(text, ref at);
                    break;
                case "fortran_order" when fortran is null:
                    fortran = Word(text, ref at) switch { "True" => true, "False" => false, var other => throw new FormatException($"fortran_order is '{other}', not True or False") };
                    break;
                case "shape" when shape is null:
                    shape = Sizes(text, ref at);
                    break;
                default:
                    throw new FormatException($"its header has an unknown or repeated entry '{Shown(key)}'");
            }

            if (!Take(text, ref at, ','))
            {
                Expect(text, ref at, '}');
                break;
            }
        }

        Space(text, ref at);
        if (at < text.Length)
            throw new FormatException($"its header goes on behind its end: '{Shown(text[at..])}'");
        if (descr is null || fortran is null || shape is null)
            throw new FormatException("its header lacks descr, fortran_order or shape");
        var (kind, size, big) = Element(descr);
        return new(kind, size, big, fortran.Value, shape.Value);
    }

    /// <summary>The header that is written for a tensor, without padding.</summary>
    public static string Text(Tensor tensor)
    {
        var text = new StringBuilder("{'descr': '").Append(tensor.DType switch { DType.Float32 => "<f4", DType.Float64 => "<f8", DType.Int32 => "<i4", _ => "|b1" })
            .Append("', 'fortran_order': False, 'shape': (");
        foreach (var size in tensor.Shape)
            text.Append(CultureInfo.InvariantCulture, $"{size}, ");
        if (tensor.Rank > 1)
            text.Length -= 2;
        else if (tensor.Rank == 1)
            text.Length--;
        return text.Append("), }").ToString();
    }

    private static (char Kind, int Size, bool BigEndian) Element(string descr)
    {
        if (descr.Length >= 2 && descr.TrimStart('|', '<', '>', '=') is ['O', ..])
            throw new FormatException("its elements are Python objects (a pickle, which could run code): save it as numbers");
        if (descr.Length == 3 && descr[0] is '<' or '>' or '|' or '=')
        {
            var (kind, size) = (descr[1], descr[2] - '0');
            if ((kind, size) is ('f', 2 or 4 or 8) or ('i' or 'u', 1 or 2 or 4 or 8) or ('b', 1))
                return (kind, size, descr[0] == '>');
        }

        throw new FormatException($"its elements are of the type '{Shown(descr)}'; f2, f4, f8, i1 … i8, u1 … u8 and b1 can be read"
            + (descr.Contains('V', StringComparison.Ordinal) ? " (NumPy has no bfloat16: save as float32)" : ""));
    }

    private static Shape Sizes(string text, ref int at)
    {
        var sizes = new List<int>();
        var count = 1L;
        Expect(text, ref at, '(');
        while (!Take(text, ref at, ')'))
        {
            var word = Word(text, ref at);
            // Python 2 wrote 3L.
            var digits = word.EndsWith('L') ? word[..^1] : word;
            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > Array.MaxLength)
                throw new FormatException($"a size of its shape is '{Shown(word)}'");
            if (sizes.Count == MostAxes)
                throw new FormatException($"it has more than {MostAxes} axes");
            sizes.Add((int)size);
            count = size == 0 ? 0 : count > Array.MaxLength / size ? throw new FormatException("its shape has more elements than an array can hold") : count * size;
            if (!Take(text, ref at, ','))
            {
                Expect(text, ref at, ')');
                break;
            }
        }

        return new([.. sizes]);
    }

    private static string Quoted(string text, ref int at)
    {
        Space(text, ref at);
        var quote = at < text.Length ? text[at] : '\0';
        var end = quote is '\'' or '"' ? text.IndexOf(quote, at + 1) : -1;
        if (end < 0)
            throw new FormatException($"a quoted text was expected at character {at} of its header");
        var result = text[(at + 1)..end];
        at = end + 1;
        return result.Contains('\\', StringComparison.Ordinal) ? throw new FormatException("its header has a backslash in a text") : result;
    }

    private static string Word(string text, ref int at)
    {
        Space(text, ref at);
        var start = at;
        while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
            at++;
        return at > start ? text[start..at] : throw new FormatException($"a value was expected at character {at} of its header");
    }

    private static void Expect(string text, ref int at, char expected)
    {
        if (!Take(text, ref at, expected))
            throw new FormatException($"'{expected}' was expected at character {at} of its header");
    }

    private static bool Take(string text, ref int at, char wanted)
    {
        Space(text, ref at);
        if (at >= text.Length || text[at] != wanted)
            return false;
        at++;
        return true;
    }

    private static void Space(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\n' or '\t' or '\r')
            at++;
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
