using Backprop.Numerics;

namespace Backprop.Data;

public sealed partial class TableData
{
    // Streams of the seed, one for each way to split, so that they are independent of each other and of everything else.
    private const ulong SplitStream = 0x53706C6974000001, FoldStream = 0x53706C6974000002, GroupStream = 0x53706C6974000003;

    /// <summary>
    /// Three parts by fraction, drawn by seed: the same seed gives the same parts. Classes are spread evenly (each part
    /// has as nearly as possible the table's shares). A table with its own test part keeps it, and only the validation
    /// part is drawn.
    /// </summary>
    /// <param name="validation">The validation part's share of all rows, [0, 1).</param>
    /// <param name="test">The test part's share of all rows, [0, 1).</param>
    /// <param name="seed">Chooses the rows.</param>
    /// <exception cref="SettingsException">A fraction is out of range, or both leave nothing to train on.</exception>
    /// <exception cref="DataException">There are too few rows for a part to have one.</exception>
    public DataSplit Split(double validation = 0.2, double test = 0.2, ulong seed = 0)
    {
        if (TestPart is not null)
            test = 0;
        var (trainCount, validationCount, testCount) = PartSizes(validation, test);
        var random = new Philox(seed, SplitStream);
        int[] sizes = [trainCount, validationCount, testCount];
        var classes = Classes();
        var parts = classes is not null ? Stratify(classes, sizes, random) : Cut(random.Permutation(Count), sizes);
        if (classes is not null)
            LetTrainingSee(classes, parts);
        return Parts(parts[0], parts[1], parts[2]);
    }

    /// <summary>Three parts in order: the last rows (by a column, or as they stand) are the test part, those before them validation.</summary>
    /// <param name="validation">The validation part's share of all rows, [0, 1).</param>
    /// <param name="test">The test part's share of all rows, [0, 1).</param>
    /// <param name="column">The date or number to order by; null for the schema's time column, or the rows' own order.</param>
    /// <exception cref="SettingsException">A fraction is out of range.</exception>
    /// <exception cref="DataException">There are too few rows, or the column cannot order them.</exception>
    public DataSplit SplitByTime(double validation = 0.2, double test = 0.2, string? column = null)
    {
        if (TestPart is not null)
            test = 0;
        var (trainCount, validationCount, testCount) = PartSizes(validation, test);
        column ??= Schema.Columns.FirstOrDefault(c => c.Role == ColumnRole.Time)?.Name;
        int[] order = [.. Enumerable.Range(0, Count)];
        if (column is not null)
        {
            if (this[column] is not NumberColumn times)
                throw new DataException(Schema.Source, null, column, "cannot order the rows: expected dates or numbers");
            foreach (var row in _rows)
                if (times.IsMissing(row))
                    throw new DataException(Schema.Source, $"row {row + 1}", column, "has no value, but the rows are to be ordered by it");
            order = [.. order.OrderBy(i => times[_rows[i]])]; // stable
        }

        var parts = Cut(order, [trainCount, validationCount, testCount]);
        return Parts(parts[0], parts[1], parts[2]);
    }

    /// <summary>Three parts so that rows with the same value of a column stay together; groups are drawn by seed until a part is full.</summary>
    /// <param name="column">The column; null for the schema's group column.</param>
    /// <param name="validation">The validation part's share of all rows, about.</param>
    /// <param name="test">The test part's share of all rows, about.</param>
    /// <param name="seed">Chooses the groups.</param>
    /// <exception cref="SettingsException">A fraction is out of range, or no column is named.</exception>
    /// <exception cref="DataException">There are too few groups.</exception>
    public DataSplit SplitByGroup(string? column = null, double validation = 0.2, double test = 0.2, ulong seed = 0)
    {
        if (TestPart is not null)
            test = 0;
        column ??= Schema.Columns.FirstOrDefault(c => c.Role == ColumnRole.Group)?.Name
            ?? throw new SettingsException("a split by group needs the group column's name");
        var (_, validationCount, testCount) = PartSizes(validation, test);
        var groups = Groups(column);
        var wanted = 1 + (validation > 0 ? 1 : 0) + (test > 0 ? 1 : 0);
        if (groups.Count < wanted)
            throw new DataException(Schema.Source, null, column, $"has {groups.Count} groups, too few for {wanted} parts");
        var order = new Philox(seed, GroupStream).Permutation(groups.Count);
        var parts = new List<int>[] { [], [], [] };
        var next = 0;
        foreach (var (part, size) in new[] { (2, testCount), (1, validationCount) })
            // The next group goes in while that brings the part nearer to its size; the first always, and one stays for training.
            while (size > 0 && next < groups.Count - (part == 2 && validation > 0 ? 2 : 1)
                && (parts[part].Count == 0 || Math.Abs(parts[part].Count + groups[order[next]].Count - size) < size - parts[part].Count))
                parts[part].AddRange(groups[order[next++]]);
        for (; next < groups.Count; next++)
            parts[0].AddRange(groups[order[next]]);
        foreach (var part in parts)
            part.Sort();
        return Parts([.. parts[0]], [.. parts[1]], [.. parts[2]]);
    }

    /// <summary>
    /// k pairs of a training and a validation part; every row is in exactly one validation part. Classes are spread
    /// evenly.
    /// </summary>
    /// <param name="folds">How many, at least 2.</param>
    /// <param name="seed">Chooses the rows.</param>
    /// <exception cref="SettingsException">Fewer than 2 folds.</exception>
    /// <exception cref="DataException">Fewer rows than folds.</exception>
    public IReadOnlyList<DataSplit> Folds(int folds, ulong seed = 0)
    {
        if (folds < 2)
            throw new SettingsException($"the number of folds must be 2 or more but is {folds}");
        if (folds > Count)
            throw new DataException(Schema.Source, null, null, $"{Count} rows are too few for {folds} folds");
        var random = new Philox(seed, FoldStream);
        var sizes = Enumerable.Range(0, folds).Select(i => (Count * (long)(i + 1) / folds) - (Count * (long)i / folds)).Select(s => (int)s).ToArray();
        var parts = Classes() is { } classes ? Stratify(classes, sizes, random) : Cut(random.Permutation(Count), sizes);
        return [.. Enumerable.Range(0, folds).Select(f => new DataSplit(
            Select([.. Enumerable.Range(0, folds).Where(i => i != f).SelectMany(i => parts[i]).Order()]), Select(parts[f].Order().ToArray()), null))];
    }

    private DataSplit Parts(int[] train, int[] validation, int[] test)
    {
        foreach (var part in new[] { train, validation, test })
            Array.Sort(part);
        return new(Select(train), validation.Length > 0 ? Select(validation) : null, TestPart ?? (test.Length > 0 ? Select(test) : null));
    }

    private (int Train, int Validation, int Test) PartSizes(double validation, double test)
    {
        foreach (var (name, value) in new[] { ("validation", validation), ("test", test) })
            if (!(value >= 0 && value < 1))
                throw new SettingsException($"the {name} fraction must be 0 or more and less than 1 but is {NumberText.Format(value)}");
        if (validation + test >= 1)
            throw new SettingsException($"the validation fraction {NumberText.Format(validation)} and the test fraction {NumberText.Format(test)} leave no rows to train on");
        var validationCount = validation > 0 ? Math.Max(1, (int)Math.Round(validation * Count)) : 0;
        var testCount = test > 0 ? Math.Max(1, (int)Math.Round(test * Count)) : 0;
        var train = Count - validationCount - testCount;
        if (train < 1)
            throw new DataException(Schema.Source, null, null, $"{Count} rows are too few for a training part beside {NumberText.Format(validation)} validation and {NumberText.Format(test)} test");
        return (train, validationCount, testCount);
    }

    private static int[][] Cut(int[] order, int[] sizes)
    {
        var parts = new int[sizes.Length][];
        // The parts are cut from the front, the first of them being what is trained on.
        for (int i = 0, start = 0; i < sizes.Length; start += sizes[i++])
            parts[i] = order.AsSpan(start, sizes[i]).ToArray();
        return parts;
    }

    private static int[][] Stratify(List<List<int>> classes, int[] sizes, Philox random)
    {
        // Rows ordered class by class (shuffled within) and dealt along the line so that each part takes its share of every stretch.
        var order = new List<int>();
        for (var c = 0; c < classes.Count; c++)
        {
            var rows = classes[c].ToArray();
            random.Child((ulong)c).Shuffle(rows.AsSpan());
            order.AddRange(rows);
        }

        var parts = Array.ConvertAll(sizes, s => new List<int>(s));
        var total = (double)order.Count;
        for (var i = 0; i < order.Count; i++)
        {
            // The part furthest behind its share of the rows dealt so far; the first of equals.
            var best = -1;
            var most = double.NegativeInfinity;
            for (var p = 0; p < sizes.Length; p++)
            {
                var behind = (sizes[p] * ((i + 1) / total)) - parts[p].Count;
                if (parts[p].Count < sizes[p] && behind > most)
                    (best, most) = (p, behind);
            }

            parts[best].Add(order[i]);
        }

        return Array.ConvertAll(parts, p => p.ToArray());
    }

    // A class of very few rows may have gone to the other parts alone: one of its rows changes places with one of a class
    // that training has more of.
    private void LetTrainingSee(List<List<int>> classes, int[][] parts)
    {
        var classOf = new int[Count];
        for (var c = 0; c < classes.Count; c++)
            foreach (var row in classes[c])
                classOf[row] = c;
        var trained = new int[classes.Count];
        foreach (var row in parts[0])
            trained[classOf[row]]++;
        for (var c = 0; c < classes.Count; c++)
        {
            var give = trained[c] > 0 ? -1 : Array.FindLastIndex(parts[0], row => trained[classOf[row]] > 1);
            if (give < 0)
                continue;
            var part = Array.FindIndex(parts, p => Array.Exists(p, row => classOf[row] == c));
            var take = Array.FindIndex(parts[part], row => classOf[row] == c);
            trained[classOf[parts[0][give]]]--;
            trained[c]++;
            (parts[0][give], parts[part][take]) = (parts[part][take], parts[0][give]);
        }
    }

    // Rows of this view by class; null when the target is no class.
    private List<List<int>>? Classes()
    {
        if (!HasTargets || Schema.Task is not (TaskKind.Binary or TaskKind.MultiClass))
            return null;
        var column = (CategoryColumn)this[Schema.Layout.Targets[0].Name];
        var classes = column.Levels.Select(_ => new List<int>()).ToList();
        for (var i = 0; i < Count; i++)
            classes[column[_rows[i]]].Add(i);
        classes.RemoveAll(c => c.Count == 0);
        return classes;
    }

    private List<List<int>> Groups(string name)
    {
        var column = this[name];
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var inOrder = new List<List<int>>();
        for (var i = 0; i < Count; i++)
        {
            var key = column.Text(_rows[i]);
            if (!groups.TryGetValue(key, out var rows))
            {
                groups.Add(key, rows = []);
                inOrder.Add(rows);
            }

            rows.Add(i);
        }

        return inOrder;
    }
}
