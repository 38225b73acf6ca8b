using System.Runtime.CompilerServices;
using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>
/// Makes the network's inputs of objects one by one, to the same bits as <see cref="Preprocessor.Encode"/> makes them of a
/// table. It holds no state: threads may share it. Numbers, dates, booleans and known labels are encoded without allocating.
/// </summary>
/// <typeparam name="T">The objects' type.</typeparam>
public sealed class RowEncoder<T>
{
    private readonly RowColumn<T>[] _columns;

    /// <summary>For a model's columns, found among the objects' by name: the same, or the same but for case, blanks and signs.</summary>
    /// <exception cref="SettingsException">A column is missing or holds another kind of values; all of them are named.</exception>
    public RowEncoder(Preprocessor preprocessor, ObjectColumns<T> columns)
    {
        var problems = columns.Problems(preprocessor);
        if (problems.Count > 0)
            throw new SettingsException($"the columns of {typeof(T).Name} do not fit the model:\n  {string.Join("\n  ", problems)}");
        var layout = preprocessor.Layout;
        var missing = new MissingTokens(layout.Missing);
        var found = new List<RowColumn<T>>();
        var (feature, code) = (0, preprocessor.FeatureNames.Count);
        for (var i = 0; i < layout.Inputs.Length; i++)
        {
            var (input, transform) = (layout.Inputs[i], preprocessor.State.Transforms[i]);
            if (transform is NoTransform)
                continue;
            var column = columns.Find(input.Name)!;
            var (width, offset, codeOffset) = (transform.Features.Count, feature, transform.Embedding is null ? -1 : code);
            found.Add(input.Kind switch
            {
                ColumnKind.Number => new NumberRowColumn<T>(column.Number!, transform, missing) { Offset = offset, Width = width, CodeOffset = -1 },
                ColumnKind.Date => new DateRowColumn<T>(column, transform, input.DateFormat ?? "iso", missing) { Offset = offset, Width = width, CodeOffset = -1 },
                _ => new LabelRowColumn<T>(column, input, Codes(input, column), transform, missing) { Offset = offset, Width = width, CodeOffset = codeOffset },
            });
            feature += width;
            code += transform.Embedding is null ? 0 : 1;
        }

        _columns = [.. found];
        Width = code;
    }

    /// <summary>Inputs of a row: the dense ones, then the codes of embedded categories as whole numbers.</summary>
    public int Width { get; }

    /// <summary>Writes a row's inputs.</summary>
    /// <param name="item">The object.</param>
    /// <param name="inputs"><see cref="Width"/> places, all of them written.</param>
    /// <param name="row">The row's number in messages, from 1; 0 for an only one.</param>
    /// <exception cref="DataException">A value makes no sense: an infinite number, a text that is no date, a boolean's that is neither label.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Encode(T item, Span<float> inputs, int row = 0)
    {
        foreach (var column in _columns)
            column.Write(item, inputs, row);
    }

    // An enumeration's names may be written as C# has them: IrisSetosa for Iris-setosa.
    private static LabelCodes Codes(InputColumn input, ObjectColumn<T> column)
    {
        var codes = new LabelCodes(input.Levels, input.Kind);
        foreach (var name in column.EnumNames)
        {
            var at = Array.FindIndex(input.Levels, l => Nearest.Alike(name, l));
            if (at >= 0)
                codes.Alias(name, at);
        }

        return codes;
    }
}
