using System.Globalization;

namespace Backprop.Data;

/// <summary>Dates in text: a few unambiguous families of formats, one for a whole column.</summary>
internal static class DateText
{
    private static readonly (string Family, string[] Formats)[] Families =
    [
        ("iso", [
            "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
            "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
            "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        ]),
        ("yyyy/MM/dd", ["yyyy/M/d", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss"]),
        ("dd.MM.yyyy", ["d.M.yyyy", "d.M.yyyy H:mm", "d.M.yyyy H:mm:ss"]),
        ("MM/dd/yyyy", ["M/d/yyyy", "M/d/yyyy H:mm", "M/d/yyyy H:mm:ss"]),
        ("dd/MM/yyyy", ["d/M/yyyy", "d/M/yyyy H:mm", "d/M/yyyy H:mm:ss"]),
        ("yyyy-MM", ["yyyy-MM"]),
        ("HH:mm", ["H:mm", "H:mm:ss"]),
    ];

    /// <summary>The first family that reads all labels, and whether another with day and month swapped reads them, too.</summary>
    public static (string Family, bool Ambiguous)? FamilyOf(IReadOnlyList<string> labels)
    {
        if (labels.Count == 0 || !char.IsAsciiDigit(labels[0].Length > 0 ? labels[0][0] : 'x'))
            return null;
        foreach (var (family, _) in Families)
            if (labels.All(l => TryParse(l, family, out _)))
                return (family, family == "MM/dd/yyyy" && labels.All(l => TryParse(l, "dd/MM/yyyy", out _)));
        return null;
    }

    /// <summary>Seconds since 0001-01-01 of a text of a family; with an offset, in coordinated universal time.</summary>
    public static bool TryParse(string text, string family, out double seconds)
    {
        if (family == "iso" && TryParsePlainIso(text, out seconds))
            return true;
        seconds = double.NaN;
        var formats = Array.Find(Families, f => f.Family == family).Formats;
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault;
        if (formats is null || !DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, Styles, out var date))
            return false;
        seconds = Seconds(date);
        return true;
    }

    // yyyy-MM-dd, with HH:mm or HH:mm:ss behind a blank or a T: most dates, read without trying eleven formats.
    private static bool TryParsePlainIso(ReadOnlySpan<char> text, out double seconds)
    {
        seconds = double.NaN;
        if (text.Length is not (10 or 16 or 19) || text[4] != '-' || text[7] != '-'
            || !Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        int hour = 0, minute = 0, second = 0;
        if (text.Length > 10 && (text[10] is not (' ' or 'T') || text[13] != ':' || !Digits(text[11..13], out hour) || !Digits(text[14..16], out minute) || hour > 23 || minute > 59))
            return false;
        if (text.Length > 16 && (text[16] != ':' || !Digits(text[17..], out second) || second > 59))
            return false;
        seconds = Seconds(new(year, month, day, hour, minute, second, DateTimeKind.Utc));
        return true;

        static bool Digits(ReadOnlySpan<char> text, out int value)
        {
            value = 0;
            foreach (var c in text)
            {
                if (!char.IsAsciiDigit(c))
                    return false;
                value = (value * 10) + (c - '0');
            }

            return true;
        }
    }

    public static bool IsFamily(string family) => Array.Exists(Families, f => f.Family == family);

    public static double Seconds(DateTime date) => (double)date.Ticks / TimeSpan.TicksPerSecond;

    public static DateTime Date(double seconds) =>
        new(Math.Clamp((long)Math.Round(seconds * 1000) * TimeSpan.TicksPerMillisecond, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    public static string Iso(double seconds)
    {
        var date = Date(seconds);
        return date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
