using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>
/// Dates from text: the column's own family of formats is rewritten as year-month-day hours:minutes:seconds, which is what
/// ISO 8601 texts are already, taken apart into whole numbers, counted as days and seconds (an offset subtracted), and turned
/// into year, month, day of the week and hour again. The calendar's arithmetic is Hinnant's ("chrono-compatible low-level date
/// algorithms"): years begin in March, so that a leap day is the last one.
/// </summary>
internal static class DateColumns
{
    private const string Time = @"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?";
    private const string Year = "[0-9]{4}", Month = "(0?[1-9]|1[0-2])", Day = "(0?[1-9]|[12][0-9]|3[01])";

    /// <summary>What ISO 8601 texts look like, and what the other families are rewritten as.</summary>
    public const string Iso = $"{Year}-{Month}-{Day}([ T]{Time}" + @"(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})?)?";

    // A family's texts, and the places of year, month and day between the separators.
    private sealed record Family(string Pattern, string Separator, int Year, int Month, int Day);

    private static readonly Dictionary<string, Family> Families = new(StringComparer.Ordinal)
    {
        ["yyyy/MM/dd"] = new($"{Year}/{Month}/{Day}( {Time})?", "/", 0, 1, 2),
        ["dd.MM.yyyy"] = new($@"{Day}\.{Month}\.{Year}( {Time})?", ".", 2, 1, 0),
        ["MM/dd/yyyy"] = new($"{Month}/{Day}/{Year}( {Time})?", "/", 2, 0, 1),
        ["dd/MM/yyyy"] = new($"{Day}/{Month}/{Year}( {Time})?", "/", 2, 1, 0),
    };

    /// <summary>How a family's texts are written, for people.</summary>
    public static string Describe(string family) => family switch
    {
        "iso" => "yyyy-MM-dd, or yyyy-MM-dd HH:mm with :ss, a fraction and an offset (Z, +02:00) if there are any, T or a blank between",
        "yyyy-MM" => "yyyy-MM",
        "HH:mm" => "HH:mm or HH:mm:ss",
        _ => $"{family}, or {family} HH:mm or HH:mm:ss",
    };

    /// <summary>[batch, features]: the year scaled, the parts that vary as sine and cosine, and whether it was missing.</summary>
    public static string Write(ColumnExport column, DateTransform transform)
    {
        var graph = column.Graph;
        var (text, valid) = Normal(column);
        var (year, month, weekday, hour) = Calendar(graph, text);
        var parts = new List<string>();
        if (transform.Year)
        {
            var wide = graph.Node("Cast", [year], Attribute.Of("to", (long)DataType.Double));
            var scaled = graph.Node("Div", [graph.Node("Sub", [wide, graph.Number(transform.YearCenter, DataType.Double)]), graph.Number(transform.YearScale, DataType.Double)]);
            parts.Add(graph.Node("Cast", [scaled], Attribute.Of("to", (long)DataType.Float)));
        }

        if (transform.Month)
            parts.Add(Cycle(graph, "month", graph.Node("Sub", [month, graph.Int(1)]), 12));
        if (transform.Weekday)
            parts.Add(Cycle(graph, "weekday", weekday, 7));
        if (transform.Hour)
            parts.Add(Cycle(graph, "hour", hour, 24));
        var all = parts.Count switch
        {
            0 => null,
            1 => parts[0],
            _ => graph.Node("Concat", [.. parts], Attribute.Of("axis", 1L)),
        };
        var present = all is null ? null : graph.Node("Where", [valid, all, graph.Number(0, DataType.Float)]);
        if (!transform.Indicator)
            return present!;
        var missing = column.Flag(graph.Node("Not", [valid]));
        return present is null ? missing : graph.Node("Concat", [present, missing], Attribute.Of("axis", 1L));
    }

    // Each text as an ISO one; one that is no date becomes some date, and is not valid.
    private static (string Text, string Valid) Normal(ColumnExport column)
    {
        var (graph, input) = (column.Graph, column.Input);
        var some = graph.Texts("some_date", ["2000-01-01"], 1);
        var isIso = graph.Node("RegexFullMatch", [input], Attribute.Of("pattern", Iso));
        var family = column.Column.DateFormat ?? "iso";
        if (family == "iso")
            return (graph.Node("Where", [isIso, input, some]), isIso);
        var (pattern, rewritten) = family switch
        {
            "yyyy-MM" => ($"{Year}-(0[1-9]|1[0-2])", graph.Node("StringConcat", [input, graph.Texts("day", ["-01"], 1)])),
            "HH:mm" => (Time, graph.Node("StringConcat", [graph.Texts("date", ["0001-01-01 "], 1), input])),
            _ => (Families[family].Pattern, Rewritten(graph, input, Families[family])),
        };
        var isOwn = graph.Node("RegexFullMatch", [input], Attribute.Of("pattern", pattern));
        var text = graph.Node("Where", [isOwn, rewritten, graph.Node("Where", [isIso, input, some])]);
        return (text, graph.Node("Or", [isOwn, isIso]));
    }

    private static string Rewritten(GraphBuilder graph, string text, Family family)
    {
        var dateAndTime = Split(graph, text, " ", 2);
        var date = Split(graph, dateAndTime[0], family.Separator, 3);
        var dash = graph.Texts("dash", ["-"], 1);
        string Joined(params string[] parts) => parts.Aggregate((a, b) => graph.Node("StringConcat", [a, b]));
        return Joined(date[family.Year], dash, date[family.Month], dash, date[family.Day], graph.Texts("blank", [" "], 1), dateAndTime[1]);
    }

    // The first parts of a text [batch, 1]; a text with fewer has empty ones.
    private static string[] Split(GraphBuilder graph, string text, string separator, int count)
    {
        // Enough separators are appended for each text to have so many parts.
        var padded = graph.Node("StringConcat", [text, graph.Texts("separators", [string.Concat(Enumerable.Repeat(separator, count - 1))], 1)]);
        var parts = graph.Nodes("StringSplit", 2, [padded], Attribute.Of("delimiter", separator))[0];
        return [.. Enumerable.Range(0, count).Select(i => graph.Node("Gather", [parts, graph.Int(i)], Attribute.Of("axis", 2L)))];
    }

    private static (string Year, string Month, string Weekday, string Hour) Calendar(GraphBuilder graph, string text)
    {
        string Add(string a, string b) => graph.Node("Add", [a, b]);
        string Subtract(string a, string b) => graph.Node("Sub", [a, b]);
        string Times(string a, long b) => graph.Node("Mul", [a, graph.Int(b)]);
        string Over(string a, long b) => graph.Node("Div", [a, graph.Int(b)]);
        string Rest(string a, long b) => graph.Node("Mod", [a, graph.Int(b)]);
        string Plus(string a, long b) => b < 0 ? Subtract(a, graph.Int(-b)) : Add(a, graph.Int(b));
        string OneIf(string type, string a, long b) => graph.Node("Cast", [graph.Node(type, [a, graph.Int(b)])], Attribute.Of("to", (long)DataType.Int64));

        // 2024-05-06T07:08:09.5+02:00: the date, then what stands behind a T or a blank.
        var byT = Split(graph, text, "T", 2);
        var byBlank = Split(graph, byT[0], " ", 2);
        var date = Split(graph, byBlank[0], "-", 3);
        var time = Split(graph, graph.Node("StringConcat", [byBlank[1], byT[1]]), "Z", 2)[0];
        var ahead = Split(graph, time, "+", 2);
        var behind = Split(graph, ahead[0], "-", 2);
        var clock = Seconds(behind[0]);
        var offset = Subtract(Seconds(ahead[1]), Seconds(behind[1]));
        var (y, m, d) = (Whole(date[0]), Whole(date[1]), Whole(date[2]));

        // Days since 0000-03-01.
        var early = OneIf("LessOrEqual", m, 2);
        var fromMarch = Subtract(y, early);
        var months = Plus(Add(m, Times(early, 12)), -3);
        var dayOfYear = Plus(Add(Over(Plus(Times(months, 153), 2), 5), d), -1);
        var days = Add(Subtract(Add(Times(fromMarch, 365), Over(fromMarch, 4)), Over(fromMarch, 100)), Add(Over(fromMarch, 400), dayOfYear));
        var seconds = Subtract(Add(Times(days, 86400), clock), offset);
        var day = Over(seconds, 86400);

        // And back: the era of 400 years, the year in it, the day of that year from March on.
        var era = Over(day, 146097);
        var dayOfEra = Subtract(day, Times(era, 146097));
        var leaps = Subtract(Subtract(dayOfEra, Over(dayOfEra, 1460)), Subtract(Over(dayOfEra, 146096), Over(dayOfEra, 36524)));
        var yearOfEra = Over(leaps, 365);
        var first = Subtract(Add(Times(yearOfEra, 365), Over(yearOfEra, 4)), Over(yearOfEra, 100));
        var monthFromMarch = Over(Plus(Times(Subtract(dayOfEra, first), 5), 2), 153);
        var nextYear = OneIf("GreaterOrEqual", monthFromMarch, 10);
        var month = Subtract(Plus(monthFromMarch, 3), Times(nextYear, 12));
        var year = Add(Add(yearOfEra, Times(era, 400)), nextYear);
        // 0000-03-01 was a Wednesday.
        return (year, month, Rest(Plus(day, 3), 7), Over(Rest(seconds, 86400), 3600));

        // An empty part is 0.
        string Whole(string part)
        {
            var empty = graph.Node("Equal", [part, graph.Texts("empty", [""], 1)]);
            var digits = graph.Node("Where", [empty, graph.Texts("zero", ["0"], 1), part]);
            return graph.Node("Cast", [digits], Attribute.Of("to", (long)DataType.Int64));
        }

        // hours:minutes:seconds, the fraction left out.
        string Seconds(string clockText)
        {
            var parts = Split(graph, Split(graph, clockText, ".", 2)[0], ":", 3);
            return Add(Add(Times(Whole(parts[0]), 3600), Times(Whole(parts[1]), 60)), Whole(parts[2]));
        }
    }

    // Sine and cosine of a step of a whole turn, from a table: [batch, 2].
    private static string Cycle(GraphBuilder graph, string name, string step, int steps)
    {
        var table = new float[steps * 2];
        for (var i = 0; i < steps; i++)
        {
            var angle = 2 * Math.PI * i / steps;
            (table[2 * i], table[(2 * i) + 1]) = ((float)Elementary.Sin(angle), (float)Elementary.Cos(angle));
        }

        var rows = graph.Node("Gather", [graph.Floats(name, table, steps, 2), step]); // [batch, 1, 2]
        return graph.Node("Squeeze", [rows, graph.Ints(1)]);
    }
}
