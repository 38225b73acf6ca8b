using System.Globalization;

namespace Backprop.Data;

/// <summary>Decides what each column is and what it is used for, from all rows and what the user told.</summary>
internal sealed class SchemaInference
{
    private const int MostClassesOfIntegers = 20;

    private readonly LoadedTable _table;
    private readonly TableOptions _options;
    private readonly bool _keepConstants;
    private readonly bool _pictures;
    private readonly List<string> _notes = [];
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, ColumnFacts> _facts = new(StringComparer.Ordinal);
    private int[] _rows = [];

    private SchemaInference(LoadedTable table, TableOptions options, bool keepConstants, bool pictures) =>
        (_table, _options, _keepConstants, _pictures) = (table, options, keepConstants, pictures);

    /// <summary>Reads and decides: the schema, the columns by name, and the rows that have a target.</summary>
    public static (Schema Schema, Dictionary<string, Column> Columns, int[] Rows) Read(IDataSource source, TableOptions options)
    {
        var missing = new MissingTokens(options.Missing);
        using (var reader = source.Open())
            CheckNames(source.Name, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], options);
        var table = TableLoader.Load(source, missing, name => ModeOf(name, options));
        var inference = new SchemaInference(table, options, options.KeepConstants ?? source.Picture is not null, source.Picture is not null);
        return inference.Decide(source, missing);
    }

    private static BuildMode? ModeOf(string name, TableOptions o)
    {
        if (o.Ignore.Contains(name))
            return null;
        var isTarget = o.Targets.Contains(name);
        if (o.Numeric.Contains(name) || (isTarget && o.Task == TaskHint.Regression))
            return BuildMode.Numbers;
        return o.Categorical.Contains(name) || o.Texts.Contains(name) || o.Dates.Contains(name) || o.Group == name
            || (isTarget && o.Task == TaskHint.Classification) ? BuildMode.Labels : BuildMode.Infer;
    }

    private static void CheckNames(string source, string[] names, TableOptions o)
    {
        (string Use, IEnumerable<string> Names)[] told =
        [
            ("target", o.Targets), ("column to ignore", o.Ignore), ("categorical column", o.Categorical), ("numeric column", o.Numeric),
            ("date column", o.Dates), ("text column", o.Texts), ("column to keep", o.Keep),
            ("group column", o.Group is null ? [] : [o.Group]), ("time column", o.Time is null ? [] : [o.Time]),
        ];
        foreach (var (use, list) in told)
            foreach (var name in list)
                if (!names.Contains(name))
                    throw new DataException(source, null, null, $"the {use} '{name}' does not exist{Names.Hint(name, names)}");
        foreach (var name in o.Targets)
            if (o.Ignore.Contains(name) || o.Group == name)
                throw new DataException(source, null, name, "is named as the target and also as a column not to use");
        if (o.Targets.Distinct().Count() != o.Targets.Count)
            throw new DataException(source, null, null, "a target is named twice");
    }

    private (Schema, Dictionary<string, Column>, int[]) Decide(IDataSource source, MissingTokens missing)
    {
        foreach (var name in _table.Names)
            if (_table.Columns.TryGetValue(name, out var builder))
            {
                if (builder.FirstInfinite is { } infinite && !builder.IsLabels)
                    throw new DataException(_table.Source, infinite.Place, name, $"expected a finite number, found {infinite.Value}; mend the value or name it as missing");
                var asLabels = _options.Categorical.Contains(name) || _options.Texts.Contains(name);
                _facts.Add(name, ColumnFacts.Of(builder, _options.Dates.Contains(name), asLabels, _warnings));
            }

        if (source is CsvSource csv)
            _notes.Add($"{Path.GetFileName(csv.Name)}: {csv.Format.Describe()}");
        var task = Targets();
        var columns = _table.Names.Select(DecideUse).ToList();
        KeepSomething(columns);
        if (_options.Targets.Count == 1)
        {
            var target = _facts[_options.Targets[0]].Column;
            var spread = LeakCheck.Spread(target, _rows);
            foreach (var column in columns.Where(c => c.Role == ColumnRole.Feature))
                if (LeakCheck.GivesAway(_facts[column.Name].Column, target, _rows, spread) is { } how)
                    _warnings.Add($"'{column.Name}' {how} the target '{_options.Targets[0]}': if it is not known when predicting, leave it out with --ignore {column.Name}");
        }

        var layout = new TableLayout
        {
            Task = task,
            Inputs = [.. columns.Where(c => c.Role == ColumnRole.Feature).Select(c => new InputColumn { Name = c.Name, Kind = c.Kind, Levels = [.. c.Levels], DateFormat = c.DateFormat })],
            Targets = [.. _options.Targets.Select(t => _facts[t].Schema).Select(t => new TargetColumn { Name = t.Name, Kind = t.Kind, Classes = task == TaskKind.Regression ? [] : [.. t.Levels] })],
            Missing = [.. missing.More],
            Header = source is not CsvSource { Format.Header: false },
            Picture = source.Picture is { } p ? [p.Height, p.Width] : null,
        };
        var schema = new Schema(_table.Source, _table.Rows, columns, layout, _notes, _warnings);
        return (schema, _facts.ToDictionary(f => f.Key, f => f.Value.Column, StringComparer.Ordinal), _rows);
    }

    private TaskKind? Targets()
    {
        _rows = Column.Present(_table.Rows, _options.Targets.Select(t => _facts[t].Column));
        if (_options.Targets.Count == 0)
            return null;
        foreach (var name in _options.Targets)
            if (_facts[name].Schema.Missing == _table.Rows)
                throw new DataException(_table.Source, null, name, "this target has no value in any row");
        if (_rows.Length == 0)
            throw new DataException(_table.Source, null, null, $"no row has a value of every target ({string.Join(", ", _options.Targets)})");
        if (_rows.Length < _table.Rows)
            _notes.Add($"{_table.Rows - _rows.Length} of {_table.Rows} rows have no target and are left out");
        var task = _options.Targets.Count == 1 ? OneTask(_options.Targets[0]) : SeveralTask();
        foreach (var name in _options.Targets)
            CheckTarget(name, task);
        if (task == TaskKind.Regression)
            return task;
        if (task != TaskKind.MultiLabel)
            return _facts[_options.Targets[0]].Schema.Levels.Count == 2 ? TaskKind.Binary : TaskKind.MultiClass;
        return task;
    }

    private TaskKind OneTask(string name)
    {
        var facts = _facts[name];
        if (_options.Task == TaskHint.MultiLabel)
            return TaskKind.MultiLabel;
        if (facts.Column is NumberColumn)
        {
            if (_options.Task == TaskHint.Regression)
                return TaskKind.Regression;
            var schema = facts.Schema;
            var few = schema.Integers && schema.Distinct <= MostClassesOfIntegers;
            if (_options.Task == TaskHint.Auto && !few)
                return TaskKind.Regression;
            if (_pictures)
                return TaskKind.MultiClass; // labels are numbers for want of names
            if (_options.Task == TaskHint.Auto && schema.Distinct > 2)
                _warnings.Add($"the target '{name}' has {schema.Distinct} whole numbers, taken as classes: --task regression if they are amounts");
            else if (_options.Task == TaskHint.Auto)
                _warnings.Add($"the target '{name}' has the values {NumberText.Format(schema.Min)} and {NumberText.Format(schema.Max)}, taken as classes: --task regression if they are amounts");
        }

        return TaskKind.MultiClass;
    }

    private TaskKind SeveralTask()
    {
        bool YesNo(string t) => _facts[t].Schema is { Kind: ColumnKind.Boolean } or { Kind: ColumnKind.Number, Integers: true, Distinct: 2, Min: 0, Max: 1 };
        var labels = _options.Targets.All(YesNo);
        var numbers = _options.Targets.All(t => _facts[t].Schema.Kind == ColumnKind.Number);
        return _options.Task switch
        {
            TaskHint.Regression when numbers => TaskKind.Regression,
            TaskHint.MultiLabel or TaskHint.Auto when labels => TaskKind.MultiLabel,
            TaskHint.Auto when numbers => TaskKind.Regression,
            _ => throw new DataException(_table.Source, null, null,
                $"several targets must be all numbers (regression) or all yes-or-no (multi-label), found {string.Join(", ", _options.Targets.Select(t => $"'{t}' {_facts[t].Schema.Kind.ToString().ToLowerInvariant()} of {_facts[t].Schema.Distinct} values"))}"),
        };
    }

    private void CheckTarget(string name, TaskKind task)
    {
        var facts = _facts[name];
        if (facts.Column is NumberColumn numbers && task != TaskKind.Regression)
            _facts[name] = facts = ColumnFacts.AsCategories(numbers, facts.Schema.Missing);
        if (facts.Column is NumberColumn column)
        {
            if (facts.Schema.Kind != ColumnKind.Number)
                throw new DataException(_table.Source, null, name, "is a date: expected numbers or classes as the target");
            var first = column[_rows[0]];
            if (Array.TrueForAll(_rows, row => column[row] == first))
                throw Constant(name, NumberText.Format(first));
            return;
        }

        var classes = (CategoryColumn)facts.Column;
        var counts = new int[classes.Levels.Count];
        foreach (var row in _rows)
            counts[classes[row]]++;
        if (counts.Count(c => c > 0) < 2)
            throw Constant(name, classes.Levels[Array.FindIndex(counts, c => c > 0)]);
        var alone = Array.IndexOf(counts, 1);
        var lonely = counts.Count(c => c == 1);
        if (alone >= 0)
        {
            var row = Array.Find(_rows, r => classes[r] == alone) + 1;
            throw new DataException(_table.Source, $"row {row.ToString(CultureInfo.InvariantCulture)}", name,
                $"the class '{ColumnBuilder.Short(classes.Levels[alone])}' has one row only{(lonely > 1 ? $" (as {lonely - 1} more of {counts.Length} classes have)" : "")}, "
                + $"a class needs at least 2 to be learned and checked: leave the row out, add rows, or (if these are amounts) --task regression");
        }
    }

    private DataException Constant(string name, string value) =>
        new(_table.Source, null, name, $"this target is '{ColumnBuilder.Short(value)}' in every row: there is nothing to learn");

    private ColumnSchema DecideUse(string name)
    {
        if (!_facts.TryGetValue(name, out var facts))
            return new() { Name = name, Kind = ColumnKind.Text, Role = ColumnRole.LeftOut, Reason = "ignored as told" };
        var s = facts.Schema;
        if (_options.Targets.Contains(name))
            return s with { Role = ColumnRole.Target, Reason = s.Missing > 0 ? "target; rows without it are left out" : "target" };
        if (_options.Group == name)
            return s with { Role = ColumnRole.Group, Reason = "rows with the same value stay together" };
        if (_options.Time == name && !_options.Keep.Contains(name))
            return s with { Role = ColumnRole.Time, Reason = "orders the rows" };
        if (s.Missing == _table.Rows)
            return s with { Role = ColumnRole.LeftOut, Reason = "has no value in any row" };
        if (_options.Texts.Contains(name))
            return s with { Kind = ColumnKind.Text, Role = ColumnRole.LeftOut, Reason = "free text as told" };
        if (_options.Categorical.Contains(name))
            return s with { Reason = "category as told" };
        if (_options.Keep.Contains(name))
            return s with { Reason = "kept as told" };
        if (s.Distinct == 1 && s.Missing == 0 && !_keepConstants)
            return s with { Role = ColumnRole.LeftOut, Reason = "constant" };
        return facts.Column is NumberColumn numbers ? DecideNumber(s, numbers) : DecideLabels(s);
    }

    private ColumnSchema DecideNumber(ColumnSchema s, NumberColumn numbers)
    {
        if (!s.Integers || s.Missing > 0 || _options.Numeric.Contains(s.Name))
            return s;
        var counts = numbers.Count >= 10;
        for (var row = 1; row < numbers.Count && counts; row++)
            counts = numbers[row] - numbers[row - 1] == 1;
        if (counts)
            return s with { Role = ColumnRole.LeftOut, Reason = "id: counts the rows" };
        return IsIdName(s.Name) && AllDifferent(numbers) ? s with { Role = ColumnRole.LeftOut, Reason = "id: a different whole number in each row" } : s;
    }

    private ColumnSchema DecideLabels(ColumnSchema s)
    {
        var values = _table.Rows - s.Missing;
        if (s.Kind == ColumnKind.Boolean)
            return s;
        var text = s with { Kind = ColumnKind.Text, Role = ColumnRole.LeftOut };
        if (s.Distinct == values && values >= 5)
            return text with { Reason = "id: a different text in each row" };
        if (s.Distinct > MostClassesOfIntegers && s.Distinct > values / 2)
            return text with { Reason = $"text: {s.Distinct} different ones in {values} rows" };
        return s.Distinct > MostClassesOfIntegers && s.Levels.Average(l => l.Length) > 60 ? text with { Reason = "text: long" } : s;
    }

    // An id is left out because better columns exist; where it is all there is (a series' time), it is kept.
    private void KeepSomething(List<ColumnSchema> columns)
    {
        if (columns.Exists(c => c.Role == ColumnRole.Feature))
            return;
        var id = columns.FindIndex(c => c is { Role: ColumnRole.LeftOut, Kind: ColumnKind.Number } && c.Reason.StartsWith("id", StringComparison.Ordinal));
        if (id >= 0)
            columns[id] = columns[id] with { Role = ColumnRole.Feature, Reason = "counts the rows, but nothing else is left" };
        else if (_options.Targets.Count > 0)
            throw new DataException(_table.Source, null, null, "no column is left to learn from: "
                + string.Join("; ", columns.Where(c => c.Role == ColumnRole.LeftOut).Take(6).Select(c => $"'{c.Name}' {c.Reason}")));
    }

    private static bool IsIdName(string name) =>
        name.Equals("id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("ID", StringComparison.Ordinal) || name.EndsWith(" id", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("id_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Unnamed", StringComparison.Ordinal) || name.Equals("index", StringComparison.OrdinalIgnoreCase) || name.Equals("row", StringComparison.OrdinalIgnoreCase);

    private static bool AllDifferent(NumberColumn numbers)
    {
        var seen = new HashSet<double>();
        for (var row = 0; row < numbers.Count; row++)
            if (!seen.Add(numbers[row]))
                return false;
        return true;
    }
}
