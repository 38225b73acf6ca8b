using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>
/// Turns a table's columns into the network's inputs and its targets into what the loss compares with, by figures fitted
/// on the training part only. It is part of the model and goes into its file.
/// </summary>
public sealed class Preprocessor
{
    private readonly int[] _offsets;
    private readonly int[] _codeOffsets;

    /// <summary>From a fitted state.</summary>
    /// <exception cref="SettingsException">The state contradicts itself.</exception>
    public Preprocessor(PreprocessorState state)
    {
        state.Validate();
        State = state;
        FeatureNames = [.. state.Transforms.SelectMany(t => t.Features)];
        Embeddings = [.. state.Transforms.Select(t => t.Embedding).OfType<EmbeddingSpec>()];
        _offsets = new int[state.Transforms.Length];
        _codeOffsets = new int[state.Transforms.Length];
        for (int i = 0, feature = 0, code = 0; i < _offsets.Length; i++)
        {
            (_offsets[i], _codeOffsets[i]) = (feature, code);
            feature += state.Transforms[i].Features.Count;
            code += state.Transforms[i].Embedding is null ? 0 : 1;
        }
    }

    /// <summary>All it knows.</summary>
    public PreprocessorState State { get; }

    /// <summary>How files are read for it.</summary>
    public TableLayout Layout => State.Layout;

    /// <summary>The dense inputs' names, in order: <c>bill_length_mm</c>, <c>bill_length_mm (missing)</c>, <c>island=Dream</c>.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The categories that get a learned embedding, in the order of their codes.</summary>
    public IReadOnlyList<EmbeddingSpec> Embeddings { get; }

    /// <summary>What is learned.</summary>
    /// <exception cref="SettingsException">The table had no target.</exception>
    public TaskKind Task => Layout.Task ?? throw new SettingsException("the table was opened without a target: name the column to learn");

    /// <summary>How many outputs the network has: 1 for binary, else one a class, target or label.</summary>
    public int Outputs => Task switch
    {
        TaskKind.Binary => 1,
        TaskKind.MultiClass => ClassNames.Count,
        _ => Layout.Targets.Length,
    };

    /// <summary>The classes' labels, in the order of their numbers; for multi-label tasks the targets' names; empty for regression.</summary>
    public IReadOnlyList<string> ClassNames => Layout.Task switch
    {
        TaskKind.Binary or TaskKind.MultiClass => Layout.Targets[0].Classes,
        TaskKind.MultiLabel => [.. Layout.Targets.Select(t => t.Name)],
        _ => [],
    };

    /// <summary>Fits all figures on a table: the training part, nothing else.</summary>
    /// <exception cref="SettingsException">A setting is out of its range.</exception>
    public static Preprocessor Fit(TableData train, PreprocessorOptions? options = null)
    {
        options ??= new();
        var layout = train.Schema.Layout;
        options.Validate(layout);
        if (train.Count == 0)
            throw new DataException(train.Schema.Source, null, null, "there are no rows to fit the preprocessing on");
        var pixels = options.Scaling == Scaling.Auto && layout.Picture is not null ? PixelRange(train) : default;
        var scaling = options.Scaling == Scaling.Auto ? Scaling.Standard : options.Scaling;
        return new(new()
        {
            Version = PreprocessorState.CurrentVersion,
            Layout = layout,
            Transforms = [.. layout.Inputs.Select(i => Fit(i, train, options, scaling, pixels))],
            Scales = layout.Task != TaskKind.Regression ? [] : [.. layout.Targets.Select(t => FitTarget((NumberColumn)train[t.Name], train.Rows, options.ScaleTargets))],
        });
    }

    /// <summary>From the JSON of a model file.</summary>
    /// <exception cref="SettingsException">The text is not a preprocessor's state.</exception>
    public static Preprocessor FromJson(string json) => new(PreprocessorState.FromJson(json));

    /// <summary>As JSON; numbers read back as the same bits.</summary>
    public string ToJson() => State.ToJson();

    /// <summary>Opens a file for this model: its columns by name, in any order; with targets when it is to be evaluated.</summary>
    /// <exception cref="DataException">A column is missing or holds another kind of values.</exception>
    public TableData Open(string path, bool targets, CsvOptions? csv = null) => TableData.OpenAs(path, Layout, targets, csv);

    /// <summary>Encodes a table's rows, and its targets when it has them.</summary>
    public EncodedTable Encode(TableData data)
    {
        var rows = data.Rows;
        var (width, codeWidth) = (FeatureNames.Count, Embeddings.Count);
        var features = new float[EncodedTable.Size(rows.Length, width, "inputs")];
        var codes = new int[EncodedTable.Size(rows.Length, codeWidth, "codes")];
        // A few columns at a time, whose values stay in the cache while blocks of rows, which do too, are written from them.
        const int Columns = 16, Block = 1024;
        for (var first = 0; first < State.Transforms.Length; first += Columns)
        {
            var last = Math.Min(first + Columns, State.Transforms.Length);
            var columns = State.Transforms[first..last].Select(t => data[t.Column]).ToArray();
            for (var start = 0; start < rows.Length; start += Block)
            {
                var count = Math.Min(Block, rows.Length - start);
                for (var i = first; i < last; i++)
                {
                    var transform = State.Transforms[i];
                    transform.Write(columns[i - first], rows.Slice(start, count), features.AsSpan(start * width, count * width), width, _offsets[i]);
                    if (transform.Embedding is not null)
                        transform.WriteCodes(columns[i - first], rows.Slice(start, count), codes.AsSpan(start * codeWidth, count * codeWidth), codeWidth, _codeOffsets[i]);
                }
            }
        }

        if (!data.HasTargets || Layout.Task is null)
            return new(rows.Length, features, width, codes, codeWidth);
        var (classes, targets, values) = Targets(data);
        return new(rows.Length, features, width, codes, codeWidth) { Classes = classes, Targets = targets, TargetValues = values };
    }

    /// <summary>Encodes the targets alone; the rows have no inputs.</summary>
    /// <exception cref="SettingsException">The table was opened without its targets.</exception>
    public EncodedTable EncodeTargets(TableData data)
    {
        if (!data.HasTargets || Layout.Task is null)
            throw new SettingsException($"{data.Schema.Source} was opened without its targets");
        var (classes, targets, values) = Targets(data);
        return new(data.Count, [], 0, [], 0) { Classes = classes, Targets = targets, TargetValues = values };
    }

    /// <summary>A network's output for a regression target in the target's own units.</summary>
    /// <param name="scaled">The output.</param>
    /// <param name="target">Which target, from 0.</param>
    public double Unscale(double scaled, int target = 0) => (scaled * State.Scales[target].Scale) + State.Scales[target].Center;

    private (int[] Classes, float[] Targets, double[] Values) Targets(TableData data)
    {
        var rows = data.Rows;
        var count = Layout.Targets.Length;
        if (Task is TaskKind.Binary or TaskKind.MultiClass)
        {
            var column = (CategoryColumn)data[Layout.Targets[0].Name];
            var classes = new int[rows.Length];
            for (var i = 0; i < classes.Length; i++)
                classes[i] = column[rows[i]];
            return (classes, Task == TaskKind.Binary ? Array.ConvertAll(classes, c => (float)c) : [], []);
        }

        var targets = new float[EncodedTable.Size(rows.Length, count, "targets")];
        var values = Task == TaskKind.Regression ? new double[targets.Length] : [];
        for (var t = 0; t < count; t++)
        {
            var column = data[Layout.Targets[t].Name];
            for (var i = 0; i < rows.Length; i++)
            {
                if (Task == TaskKind.MultiLabel)
                {
                    targets[(i * count) + t] = ((CategoryColumn)column)[rows[i]];
                    continue;
                }

                var value = ((NumberColumn)column)[rows[i]];
                values[(i * count) + t] = value;
                targets[(i * count) + t] = (float)((value - State.Scales[t].Center) / State.Scales[t].Scale);
            }
        }

        return ([], targets, values);
    }

    private static ColumnTransform Fit(InputColumn input, TableData train, PreprocessorOptions options, Scaling scaling, (double Least, double Range) pixels)
    {
        var column = train[input.Name];
        var none = true;
        foreach (var row in train.Rows)
            if (!column.IsMissing(row))
            {
                none = false;
                break;
            }

        if (none)
            return new NoTransform { Column = input.Name };
        switch (input.Kind)
        {
            case ColumnKind.Number when pixels.Range > 0:
                return new NumberTransform { Column = input.Name, Center = pixels.Least, Scale = pixels.Range, Fill = pixels.Least, Indicator = false };
            case ColumnKind.Number:
                var values = ((NumberColumn)column).Values(train.Rows);
                return scaling == Scaling.Quantile
                    ? QuantileTransform.Fit(input.Name, values, options.MissingIndicators)
                    : NumberTransform.Fit(input.Name, values, scaling, options.MissingIndicators);
            case ColumnKind.Boolean:
                return BooleanTransform.Fit((CategoryColumn)column, train.Rows, options.MissingIndicators);
            case ColumnKind.Date:
                return DateTransform.Fit((NumberColumn)column, train.Rows, options.MissingIndicators);
            default:
                var labels = (CategoryColumn)column;
                var (seen, missing) = LevelMap.Seen(labels, train.Rows, atLeast: 1);
                if (seen.Length <= options.OneHotLimit && !options.Embed.Contains(input.Name))
                    return new OneHotTransform { Column = input.Name, Labels = seen, Indicator = missing };
                return new EmbeddingTransform { Column = input.Name, Labels = LevelMap.Seen(labels, train.Rows, atLeast: 2).Labels, MissingCode = missing };
        }
    }

    private static TargetScale FitTarget(NumberColumn column, ReadOnlySpan<int> rows, bool scale)
    {
        var (mean, deviation) = scale ? Statistics.MeanAndDeviation(column.Values(rows)) : (0, 1);
        return new() { Column = column.Name, Center = mean, Scale = deviation > 0 && double.IsFinite(deviation) ? deviation : 1 };
    }

    private static (double Least, double Range) PixelRange(TableData train)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var input in train.Schema.Layout.Inputs)
            if (train[input.Name] is NumberColumn pixels)
            {
                var (low, high) = pixels.Range(train.Rows);
                (least, most) = (Math.Min(least, low), Math.Max(most, high));
            }

        return most > least ? (least, most - least) : default;
    }
}
