using System.Diagnostics.CodeAnalysis;

namespace Backprop;

/// <summary>
/// A model for an application: objects in, answers out. Threads may share it, and a call allocates nothing unless the answer
/// is an object. Predictions are bit for bit those of <see cref="Model.Predict"/>.
/// </summary>
/// <remarks>
/// <para>
/// Columns are found among the public properties of <typeparamref name="TIn"/> by name, where case, blanks and signs do not
/// matter (<c>bill_length_mm</c> is <c>BillLengthMm</c>), or by <see cref="ColumnNameAttribute"/>, or given as functions.
/// Null and NaN are missing values.
/// </para>
/// <para>
/// <typeparamref name="TOut"/> is, for a regression of one target, <c>float</c>, <c>double</c> or <c>decimal</c>; for a
/// classification the label as <c>string</c>, <c>bool</c>, <c>int</c> or an enumeration; for either a type with parameters of
/// its constructor, or properties, named <c>Label</c>, <c>Probability</c>, <c>Probabilities</c>, <c>Prediction</c>, or as the
/// target; or whatever a function makes of a <see cref="RowPrediction"/>.
/// </para>
/// </remarks>
/// <typeparam name="TIn">The rows' type.</typeparam>
/// <typeparam name="TOut">The answers' type.</typeparam>
public sealed class Predictor<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TIn,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] TOut>
{
    private readonly RowEncoder<TIn> _encoder;
    private readonly TaskHead _head;
    private readonly PredictionNames _names;
    private readonly Func<RowPrediction, TOut> _answer;
    private readonly ContextPool _contexts;

    /// <summary>From a model, which must not be trained on meanwhile.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">Adds to, or replaces, the columns found among the properties.</param>
    /// <param name="answer">Makes the answer; null: by <typeparamref name="TOut"/>.</param>
    /// <exception cref="SettingsException">A column is missing or holds other values, or the answer does not fit the task; all of it is named.</exception>
    public Predictor(Model model, Action<ObjectColumns<TIn>>? columns = null, Func<RowPrediction, TOut>? answer = null) : this(model, "the model", columns, answer) { }

    private Predictor(Model model, string name, Action<ObjectColumns<TIn>>? columns, Func<RowPrediction, TOut>? answer)
    {
        Model = model;
        _head = TaskHead.Of(model.Preprocessor, model.Loss.Name);
        _names = new(model);
        var found = ObjectColumns.OfProperties<TIn>();
        columns?.Invoke(found);
        var problems = new List<string>(found.Problems(model.Preprocessor));
        _answer = answer ?? Answers.For<TOut>(_names, problems)!;
        if (problems.Count > 0)
        {
            throw new SettingsException(
                $"Predictor<{typeof(TIn).Name}, {typeof(TOut).Name}> does not fit {name} ({_names.Task} of {string.Join(", ", _names.Targets)}):\n  {string.Join("\n  ", problems)}");
        }

        _encoder = new(model.Preprocessor, found);
        _contexts = new(() => new(x => _head.Activate(model.Network.Forward(x)), _encoder.Width, _names.Width));
        // The first call finds a program, and whatever is wrong with the network shows now.
        var first = _contexts.Rent();
        first.Program(0).Run();
        _contexts.Return(first);
    }

    /// <summary>The model that predicts.</summary>
    public Model Model { get; }

    /// <summary>Reads a model's file and checks that rows and answers fit it.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="columns">Adds to, or replaces, the columns found among the properties: <c>c =&gt; c.Column("age", p =&gt; p.Years)</c>.</param>
    /// <param name="answer">Makes the answer; null: by <typeparamref name="TOut"/>.</param>
    /// <exception cref="FileException">The file cannot be read, is damaged, or was written by a newer version.</exception>
    /// <exception cref="SettingsException">A column is missing or holds other values, or the answer does not fit the task; all of it is named.</exception>
    [SuppressMessage("Design", "CA1000", Justification = "Predictor<House, float>.Load reads as it is meant; nothing can be inferred here.")]
    public static Predictor<TIn, TOut> Load(string path, Action<ObjectColumns<TIn>>? columns = null, Func<RowPrediction, TOut>? answer = null) =>
        new(Model.Load(path), $"'{path}'", columns, answer);

    /// <summary>What the model says of a row.</summary>
    /// <exception cref="DataException">A value makes no sense: an infinite number, a text that is no date, a boolean's that is neither label.</exception>
    public TOut Predict(TIn row)
    {
        var context = _contexts.Rent();
        try
        {
            var program = context.Program(0);
            _encoder.Encode(row, program.Input);
            var values = context.Values(0);
            _head.Finish(program.Run(), values);
            return _answer(new(_names, values));
        }
        finally
        {
            _contexts.Return(context);
        }
    }

    /// <summary>What the model says of some rows; the same as row by row, but faster.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="answers">A place for each.</param>
    /// <exception cref="ShapeException">There are fewer places than rows.</exception>
    /// <exception cref="DataException">A value makes no sense; the message names the row, from 1.</exception>
    public void Predict(ReadOnlySpan<TIn> rows, Span<TOut> answers)
    {
        if (answers.Length < rows.Length)
            throw new ShapeException($"{rows.Length} rows need as many places for answers but {answers.Length} were given");
        var context = _contexts.Rent();
        try
        {
            for (int first = 0, size = PredictionContext.Rows.Length - 1; first < rows.Length;)
            {
                var count = PredictionContext.Rows[size];
                if (count > rows.Length - first)
                {
                    size--;
                    continue;
                }

                var program = context.Program(size);
                var inputs = program.Input;
                var width = _encoder.Width;
                for (var i = 0; i < count; i++)
                    _encoder.Encode(rows[first + i], inputs.Slice(i * width, width), first + i + 1);
                var values = context.Values(size);
                _head.Finish(program.Run(), values);
                for (var i = 0; i < count; i++)
                    answers[first + i] = _answer(new(_names, values.Slice(i * _names.Width, _names.Width)));
                first += count;
            }
        }
        finally
        {
            _contexts.Return(context);
        }
    }
}
