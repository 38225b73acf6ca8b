using System.Globalization;

namespace Backprop;

/// <summary>
/// What a task means for a network: which losses fit, what its outputs say, how it is measured. The network ends in
/// logits or scaled values; here they become probabilities or values in the target's units.
/// </summary>
internal abstract class TaskHead
{
    protected TaskHead(Preprocessor preprocessor) => Preprocessor = preprocessor;

    protected Preprocessor Preprocessor { get; }

    /// <summary>Losses that fit, the default first.</summary>
    public abstract IReadOnlyList<string> Losses { get; }

    /// <summary>What the loss compares with, for rows [first, first + count).</summary>
    public virtual Tensor Target(EncodedTable rows, int first, int count) => Tensor.From<float>(
        rows.Targets.AsSpan(first * rows.TargetCount, count * rows.TargetCount), [count, rows.TargetCount]);

    /// <summary>What the loss compares with, for a batch.</summary>
    public virtual Tensor Target(Batch batch) => Tensor.From(batch.Targets, [batch.Rows, batch.Targets.Length / batch.Rows]);

    /// <summary>From raw outputs [rows, outputs] to probabilities [rows, classes] or values [rows, targets].</summary>
    public double[] Interpret(Tensor outputs)
    {
        var activated = Activate(outputs).ToArray<float>();
        var result = new double[activated.Length / Preprocessor.Outputs * Width];
        Finish(activated, result);
        return result;
    }

    /// <summary>How many numbers a row's prediction has.</summary>
    public virtual int Width => Preprocessor.Outputs;

    /// <summary>The part of it that is done in ops: what stands behind the network's last layer.</summary>
    public abstract Tensor Activate(Tensor outputs);

    /// <summary>The rest of it: from [rows, outputs] to [rows, <see cref="Width"/>].</summary>
    public virtual void Finish(ReadOnlySpan<float> activated, Span<double> predictions)
    {
        for (var i = 0; i < activated.Length; i++)
            predictions[i] = activated[i];
    }

    /// <summary>The figures of a data set.</summary>
    public abstract MetricSet Measure(double[] predictions, EncodedTable truth, double? loss);

    /// <summary>What predicting without looking at the inputs would say, learned from a training part: one row.</summary>
    public abstract (string Name, double[] Row) Constant(EncodedTable train);

    /// <summary>How often each class stands in a part; empty where a row has no class.</summary>
    public virtual int[] ClassCounts(EncodedTable rows) => [];

    public static TaskHead Of(Preprocessor preprocessor, string? loss) => preprocessor.Task switch
    {
        TaskKind.Binary => new BinaryHead(preprocessor),
        TaskKind.MultiClass => new MultiClassHead(preprocessor),
        TaskKind.MultiLabel => new MultiLabelHead(preprocessor),
        _ => new RegressionHead(preprocessor, exponential: loss == "poisson"),
    };

    /// <summary>The loss by name, or the task's own, with what the trainer set.</summary>
    public Loss Loss(string? name, double labelSmoothing, string? classWeights, EncodedTable train)
    {
        name ??= Losses[0];
        if (!Losses.Contains(name))
        {
            _ = LossRegistry.All[name];
            throw new SettingsException($"the loss '{name}' does not fit the task {Preprocessor.Task}: it is one of {string.Join(", ", Losses)}");
        }

        var smooth = name.EndsWith("cross_entropy", StringComparison.Ordinal);
        var settings = new Settings(name);
        if (labelSmoothing != 0)
            settings.With("label_smoothing", smooth ? labelSmoothing : throw new SettingsException($"the loss '{name}' has no label smoothing"));
        if (classWeights is not null)
        {
            var counts = ClassCounts(train);
            if (counts.Length == 0 || !smooth)
                throw new SettingsException($"class weights need one class a row and a cross-entropy loss, but the task is {Preprocessor.Task} and the loss '{name}'");
            settings.With("class_weights", Weights(classWeights, counts));
        }

        return LossRegistry.Build(settings);
    }

    // "balanced": rows / (classes · rows of the class), so that each class weighs the same in sum; or "name=weight,…".
    private double[] Weights(string text, int[] counts)
    {
        if (text == "balanced")
            return [.. counts.Select(c => c == 0 ? 0 : counts.Sum() / ((double)counts.Length * c))];
        var weights = counts.Select(_ => 1.0).ToArray();
        var names = Preprocessor.ClassNames;
        foreach (var part in text.Split(','))
        {
            var at = part.LastIndexOf('=');
            if (at < 0 || !double.TryParse(part[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) || !(weight >= 0 && double.IsFinite(weight)))
                throw new SettingsException($"class weights are 'balanced' or class=weight,… but '{part}' stands there");
            var name = part[..at].Trim();
            var index = names.Select((n, i) => (n, i)).Where(p => p.n == name).Select(p => p.i).DefaultIfEmpty(-1).First();
            weights[index >= 0 ? index : throw new SettingsException($"there is no class '{name}'{Nearest.Hint(name, names)}")] = weight;
        }

        return weights;
    }
}
