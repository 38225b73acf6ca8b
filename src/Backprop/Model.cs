namespace Backprop;

/// <summary>
/// A trained network with all that predicting needs: how columns become inputs, what outputs mean, how it came about.
/// Predictions of a row do not depend on the rows beside it.
/// </summary>
public sealed class Model
{
    // Rows that go through the network at once; chosen for the cache, no result depends on it.
    private const int Block = 512;

    private readonly TaskHead _head;

    /// <summary>From its parts.</summary>
    /// <param name="network">Takes [rows, features + codes], gives [rows, outputs].</param>
    /// <param name="preprocessor">Makes the network's inputs of a table's columns.</param>
    /// <param name="loss">What was made small.</param>
    /// <param name="record">How it came about.</param>
    public Model(Module network, Preprocessor preprocessor, Loss loss, TrainingRecord? record = null)
    {
        (Network, Preprocessor, Loss, Record) = (network, preprocessor, loss, record ?? new());
        _head = TaskHead.Of(preprocessor, loss.Name);
    }

    /// <summary>The network.</summary>
    public Module Network { get; }

    /// <summary>How columns become inputs.</summary>
    public Preprocessor Preprocessor { get; }

    /// <summary>What was made small.</summary>
    public Loss Loss { get; }

    /// <summary>How it came about.</summary>
    public TrainingRecord Record { get; }

    /// <summary>What it learned.</summary>
    public TaskKind Task => Preprocessor.Task;

    internal Model With(TrainingRecord record) => new(Network, Preprocessor, Loss, record);

    /// <summary>Opens a file as this model expects it: its columns by name, in any order.</summary>
    /// <param name="path">A CSV file, or what else tables are opened from.</param>
    /// <param name="targets">Whether the target columns must be there: to evaluate.</param>
    /// <param name="csv">How a CSV file is written, where that cannot be recognised.</param>
    /// <exception cref="DataException">A column is missing or holds another kind of values.</exception>
    public TableData Open(string path, bool targets, CsvOptions? csv = null) => Preprocessor.Open(path, targets, csv);

    /// <summary>The figures on a table that has the targets.</summary>
    /// <exception cref="SettingsException">The table was opened without its targets.</exception>
    public Evaluation Evaluate(TableData data)
    {
        if (!data.HasTargets)
            throw new SettingsException($"{data.Schema.Source} was opened without its targets: open it with Model.Open(path, targets: true)");
        var rows = Preprocessor.Encode(data);
        var predictions = Run(rows, out var loss);
        return new(_head.Measure(predictions, rows, loss), rows.Rows);
    }

    /// <summary>What the network says of each row.</summary>
    public Predictions Predict(TableData data) => new(this, Run(Preprocessor.Encode(data), out _), data.Count);

    /// <summary>Rows [first, first + count) as the network's input [count, features + codes]; codes are whole numbers as floats.</summary>
    public static Tensor Input(EncodedTable rows, int first, int count) => rows.EmbeddingCount == 0
        ? Tensor.Wrap(rows.Features, first * rows.FeatureCount, [count, rows.FeatureCount])
        : Input(
            rows.Features.AsSpan(first * rows.FeatureCount, count * rows.FeatureCount),
            rows.Codes.AsSpan(first * rows.EmbeddingCount, count * rows.EmbeddingCount), count);

    /// <summary>What the loss compares the outputs of rows [first, first + count) with.</summary>
    public Tensor Target(EncodedTable rows, int first, int count) => _head.Target(rows, first, count);

    /// <summary>Writes the model's file.</summary>
    /// <exception cref="FileException">It exists, or cannot be written.</exception>
    public void Save(string path, bool overwrite = false) => ModelFile.Save(this, path, overwrite);

    /// <summary>Reads a model's file and checks all of it.</summary>
    /// <exception cref="FileException">It cannot be read, is damaged, or was written by a newer version.</exception>
    public static Model Load(string path) => ModelFile.Load(path);

    // Without codes, the network reads a batch where it was gathered.
    internal static Tensor Input(Batch batch) => batch.Codes.IsEmpty
        ? Tensor.Wrap(batch.FeatureArray, [batch.Rows, batch.Features.Length / batch.Rows])
        : Input(batch.Features, batch.Codes, batch.Rows);

    private static Tensor Input(ReadOnlySpan<float> features, ReadOnlySpan<int> codes, int rows)
    {
        var (width, codeWidth) = (features.Length / rows, codes.Length / rows);
        var values = new float[features.Length + codes.Length];
        for (var row = 0; row < rows; row++)
        {
            var to = values.AsSpan(row * (width + codeWidth));
            features.Slice(row * width, width).CopyTo(to);
            for (var i = 0; i < codeWidth; i++)
                to[width + i] = codes[(row * codeWidth) + i];
        }

        return Tensor.Wrap(values, [rows, width + codeWidth]);
    }

    internal double LossOf(EncodedTable rows, TaskHead head)
    {
        var (sum, weight) = (0.0, 0.0);
        using var scope = Execution.NoGradient();
        for (var first = 0; first < rows.Rows; first += Block)
        {
            var count = Math.Min(Block, rows.Rows - first);
            var (s, w) = Loss.Sums(Network.Forward(Input(rows, first, count)), head.Target(rows, first, count));
            (sum, weight) = (sum + s.Item(), weight + w.Item());
        }

        return sum / weight;
    }

    // One pass for both: the predictions of all rows, and the loss if the rows have targets.
    private double[] Run(EncodedTable rows, out double? loss)
    {
        var results = new List<double[]>();
        var truth = rows.Classes.Length + rows.Targets.Length > 0;
        var (sum, weight) = (0.0, 0.0);
        using var scope = Execution.NoGradient();
        for (var first = 0; first < rows.Rows; first += Block)
        {
            var count = Math.Min(Block, rows.Rows - first);
            var outputs = Network.Forward(Input(rows, first, count));
            results.Add(_head.Interpret(outputs));
            if (!truth)
                continue;
            var (s, w) = Loss.Sums(outputs, _head.Target(rows, first, count));
            (sum, weight) = (sum + s.Item(), weight + w.Item());
        }

        loss = truth ? sum / weight : null;
        var length = 0;
        foreach (var block in results)
            length += block.Length;
        var all = new double[length];
        var at = 0;
        foreach (var block in results)
        {
            block.CopyTo(all, at);
            at += block.Length;
        }

        return all;
    }
}
