using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>
/// What columns objects have: <c>new ObjectColumns&lt;Car&gt;().Column("hp", c =&gt; c.Horsepower)</c>, or one a property by
/// <see cref="ObjectColumns.OfProperties"/>. The same columns serve to train on objects (<see cref="ObjectSource{T}"/>) and to predict.
/// Null and NaN are missing values.
/// </summary>
/// <typeparam name="T">The objects' type.</typeparam>
public sealed class ObjectColumns<T>
{
    private readonly List<ObjectColumn<T>> _columns = [];

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _columns.Select(c => c.Name)];

    internal IReadOnlyList<ObjectColumn<T>> All => _columns;

    /// <summary>Properties whose types hold no value of a table: name and type.</summary>
    internal List<(string Name, string Type)> Unreadable { get; } = [];

    /// <summary>Adds a column of numbers; one of this name is replaced.</summary>
    public ObjectColumns<T> Column(string name, Func<T, double> value) => Add(ObjectColumn<T>.Numbers(name, "a function (double)", value));

    /// <summary>Adds a column of numbers, some of them missing; one of this name is replaced.</summary>
    public ObjectColumns<T> Column(string name, Func<T, double?> value) =>
        Add(ObjectColumn<T>.Numbers(name, "a function (double?)", item => value(item) ?? double.NaN));

    /// <summary>Adds a column of texts; one of this name is replaced.</summary>
    public ObjectColumns<T> Column(string name, Func<T, string?> value) => Add(ObjectColumn<T>.Texts(name, "a function (string)", value));

    /// <summary>Adds a column of booleans; one of this name is replaced.</summary>
    public ObjectColumns<T> Column(string name, Func<T, bool> value) => Add(ObjectColumn<T>.Booleans(name, "a function (bool)", item => value(item)));

    /// <summary>Adds a column of booleans, some of them missing; one of this name is replaced.</summary>
    public ObjectColumns<T> Column(string name, Func<T, bool?> value) => Add(ObjectColumn<T>.Booleans(name, "a function (bool?)", value));

    /// <summary>Adds a column of dates; one of this name is replaced.</summary>
    public ObjectColumns<T> Column(string name, Func<T, DateTime> value) => Add(ObjectColumn<T>.Dates(name, "a function (DateTime)", item => value(item)));

    /// <summary>Adds a column of dates, some of them missing; one of this name is replaced.</summary>
    public ObjectColumns<T> Column(string name, Func<T, DateTime?> value) => Add(ObjectColumn<T>.Dates(name, "a function (DateTime?)", value));

    /// <summary>Adds a column of labels: the names of an enumeration's members; one of this name is replaced.</summary>
    public ObjectColumns<T> Column<TEnum>(string name, Func<T, TEnum> value) where TEnum : struct, Enum =>
        Add(ObjectColumn<T>.Texts(name, $"a function ({typeof(TEnum).Name})", item => Enum.GetName(value(item)), Enum.GetNames<TEnum>()));

    /// <summary>The column that a name means: of just this name, else the same but for case, else but for case, blanks and signs.</summary>
    internal ObjectColumn<T>? Find(string name) =>
        _columns.Find(c => c.Name == name)
        ?? _columns.Find(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? _columns.Find(c => Nearest.Alike(c.Name, name));

    /// <summary>What does not fit a model's columns, a line for each; empty if all is well.</summary>
    public IReadOnlyList<string> Problems(Preprocessor preprocessor)
    {
        var problems = new List<string>();
        var layout = preprocessor.Layout;
        for (var i = 0; i < layout.Inputs.Length; i++)
        {
            var input = layout.Inputs[i];
            if (preprocessor.State.Transforms[i] is not NoTransform && Problem(input) is { } problem)
                problems.Add($"column '{input.Name}' ({input.Kind.ToString().ToLowerInvariant()}): {problem}");
        }

        return problems;
    }

    private string? Problem(InputColumn input)
    {
        if (Find(input.Name) is not { } column)
        {
            return Unreadable.Find(u => Nearest.Alike(u.Name, input.Name)) is { Name: not null } other
                ? $"the property '{other.Name}' ({other.Type}) holds no value of a table: {Wanted(input.Kind)}"
                : $"{typeof(T).Name} has no property or function for it{Data.Names.Hint(input.Name, Names)}";
        }

        var fits = input.Kind switch
        {
            ColumnKind.Number => column.Holds is ObjectValues.Numbers,
            ColumnKind.Date => column.Holds is ObjectValues.Dates or ObjectValues.Texts,
            _ => column.Holds is not ObjectValues.Dates,
        };
        if (!fits)
            return $"{column.Origin} does not fit: {Wanted(input.Kind)}";
        if (input.Kind != ColumnKind.Category)
            return null;
        // Each of these would be taken as an unseen label, in every row.
        var none = column.Holds switch
        {
            ObjectValues.Numbers => !Array.Exists(input.Levels, l => NumberText.TryParse(l, '.', out _)),
            ObjectValues.Booleans => !Array.Exists(input.Levels, l => l is "true" or "false"),
            _ => column.EnumNames.Length > 0 && !Array.Exists(input.Levels, l => Array.Exists(column.EnumNames, n => Nearest.Alike(n, l))),
        };
        return none ? $"{column.Origin} has none of its labels ({string.Join(", ", input.Levels.Take(6))}{(input.Levels.Length > 6 ? ", …" : "")})" : null;
    }

    private static string Wanted(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "a number is needed, such as double, int or decimal, or one of them with '?'",
        ColumnKind.Date => "a date is needed, DateTime or DateOnly, or its text",
        ColumnKind.Boolean => "a bool is needed, or the text of a label",
        _ => "a text is needed, or an enumeration, or the number or bool that the labels say",
    };

    internal ObjectColumns<T> Add(ObjectColumn<T> column)
    {
        var at = _columns.FindIndex(c => c.Name == column.Name);
        if (at >= 0)
            _columns[at] = column;
        else
            _columns.Add(column);
        return this;
    }
}
