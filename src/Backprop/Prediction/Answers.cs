using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace Backprop;

/// <summary>From predictions to an application's type, by that type; all that can be known is looked at once, at the start.</summary>
internal static class Answers
{
    private const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>What makes answers of a type; null, with what is wrong among the problems, if it does not fit.</summary>
    public static Func<RowPrediction, TOut>? For<[DynamicallyAccessedMembers(Needed)] TOut>(PredictionNames names, List<string> problems)
    {
        var type = typeof(TOut);
        if (IsScalar(type))
        {
            if (names.Task == TaskKind.Regression && names.Targets.Length == 1 && Number<TOut>() is { } number)
                return number;
            if (names.Task is TaskKind.Binary or TaskKind.MultiClass && Labels(type, names.Classes) is { } labels)
            {
                TOut[] typed = [.. labels.Select(l => (TOut)l)];
                return p => typed[p.Class()];
            }

            problems.Add($"the answer {type.Name} does not fit: {Wanted(names)}");
            return null;
        }

        var made = MembersOf<TOut>(names, out var misfits);
        if (made is null)
            problems.Add($"the answer {type.Name} does not fit ({string.Join("; ", misfits)}): {Wanted(names)}");
        return made;
    }

    private static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal);

    private static Func<RowPrediction, TOut>? Number<TOut>()
    {
        object? number = typeof(TOut) == typeof(float) ? (Func<RowPrediction, float>)(p => (float)p.Value())
            : typeof(TOut) == typeof(double) ? (Func<RowPrediction, double>)(p => p.Value())
            : typeof(TOut) == typeof(decimal) ? (Func<RowPrediction, decimal>)(p => (decimal)p.Value())
            : null;
        return (Func<RowPrediction, TOut>?)number;
    }

    // The labels as values of a type, in the order of the classes; null if one is no such value.
    private static object[]? Labels(Type type, string[] labels)
    {
        var values = Array.ConvertAll(labels, l => Label(type, l));
        return Array.Exists(values, v => v is null) ? null : [.. values.Select(v => v!)];
    }

    private static object? Label(Type type, string label)
    {
        if (type == typeof(string))
            return label;
        if (type == typeof(int))
            return int.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(long))
            return long.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large) ? large : null;
        if (type == typeof(bool))
        {
            return label.ToLowerInvariant() switch
            {
                "true" or "yes" or "t" or "y" or "1" => true,
                "false" or "no" or "f" or "n" or "0" => false,
                _ => null,
            };
        }

        return type.IsEnum && Array.Find(Enum.GetNames(type), n => Nearest.Alike(n, label)) is { } name ? Enum.Parse(type, name) : null;
    }

    // The constructor with the most parameters that are all known; without parameters, every property that can be set.
    private static Func<RowPrediction, TOut>? MembersOf<[DynamicallyAccessedMembers(Needed)] TOut>(PredictionNames names, out List<string> misfits)
    {
        misfits = [];
        foreach (var constructor in typeof(TOut).GetConstructors().OrderByDescending(c => c.GetParameters().Length))
        {
            var parameters = constructor.GetParameters();
            if (parameters.Length == 0)
                break;
            var found = Array.ConvertAll(parameters, p => Member(names, p.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? p.Name ?? "", p.ParameterType));
            if (Array.TrueForAll(found, f => f is not null))
            {
                var invoker = ConstructorInvoker.Create(constructor);
                return prediction =>
                {
                    var values = new object?[found.Length];
                    for (var i = 0; i < values.Length; i++)
                        values[i] = found[i]!(prediction);
                    return (TOut)invoker.Invoke(values.AsSpan());
                };
            }

            misfits.AddRange(parameters.Where((_, i) => found[i] is null).Select(p => $"nothing for '{p.Name}', a {p.ParameterType.Name}"));
        }

        if (!typeof(TOut).IsValueType && typeof(TOut).GetConstructor(Type.EmptyTypes) is null)
        {
            if (misfits.Count == 0)
                misfits.Add("it has no public constructor");
            return null;
        }

        var setters = new List<(PropertyInfo Property, Func<RowPrediction, object> Value)>();
        foreach (var property in typeof(TOut).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true }))
        {
            if (Member(names, property.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? property.Name, property.PropertyType) is { } value)
                setters.Add((property, value));
            else
                misfits.Add($"nothing for '{property.Name}', a {property.PropertyType.Name}");
        }

        if (setters.Count == 0 && misfits.Count == 0)
            misfits.Add("it has no property that can be set");
        if (misfits.Count > 0)
            return null;
        return prediction =>
        {
            object answer = Activator.CreateInstance<TOut>()!;
            foreach (var (property, value) in setters)
                property.SetValue(answer, value(prediction));
            return (TOut)answer;
        };
    }

    private static Func<RowPrediction, object>? Member(PredictionNames names, string name, Type type)
    {
        var target = Array.FindIndex(names.Targets, t => Nearest.Alike(t, name));
        switch (names.Task)
        {
            case TaskKind.Regression:
                if (target < 0 && names.Targets.Length == 1 && (Is("Prediction") || Is("Value")))
                    target = 0;
                return target < 0 ? null : Boxed(type, p => p.Value(target));
            case TaskKind.MultiLabel:
                if (target < 0)
                    return Is("Probabilities") ? All(type, names.Classes) : null;
                return Labels(type, names.TargetClasses[target]) is { } held ? p => held[p.Class(target)] : Boxed(type, p => p.ProbabilityOf(target));
            default:
                if (Is("Probabilities"))
                    return All(type, names.Classes);
                if (Is("Probability"))
                    return Boxed(type, p => p.Probability);
                return (target == 0 || Is("Label") || Is("Prediction")) && Labels(type, names.Classes) is { } labels ? p => labels[p.Class()] : null;
        }

        bool Is(string word) => name.Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    private static Func<RowPrediction, object>? Boxed(Type type, Func<RowPrediction, double> value) =>
        type == typeof(float) ? p => (float)value(p)
        : type == typeof(double) ? p => value(p)
        : type == typeof(decimal) ? p => (decimal)value(p)
        : null;

    private static Func<RowPrediction, object>? All(Type type, string[] classes)
    {
        if (type.IsAssignableFrom(typeof(double[])))
            return p => p.Values.ToArray();
        if (type.IsAssignableFrom(typeof(float[])))
            return p => Floats(p);
        if (type.IsAssignableFrom(typeof(Dictionary<string, double>)))
        {
            return p =>
            {
                var result = new Dictionary<string, double>(classes.Length);
                for (var i = 0; i < classes.Length; i++)
                    result.Add(classes[i], p.ProbabilityOf(i));
                return result;
            };
        }

        if (!type.IsAssignableFrom(typeof(Dictionary<string, float>)))
            return null;
        return p =>
        {
            var result = new Dictionary<string, float>(classes.Length);
            for (var i = 0; i < classes.Length; i++)
                result.Add(classes[i], (float)p.ProbabilityOf(i));
            return result;
        };

        static float[] Floats(RowPrediction prediction)
        {
            var result = new float[prediction.Values.Length];
            for (var i = 0; i < result.Length; i++)
                result[i] = (float)prediction.Values[i];
            return result;
        }
    }

    private static string Wanted(PredictionNames names)
    {
        static string List(IEnumerable<string> words) => string.Join(", ", words.Take(6)) + (words.Skip(6).Any() ? ", …" : "");
        return names.Task switch
        {
            TaskKind.Regression when names.Targets.Length == 1 => "a regression gives float, double or decimal, or a type with Prediction",
            TaskKind.Regression => $"a regression of several targets gives a type with numbers named {List(names.Targets)}",
            TaskKind.MultiLabel => $"several labels give a type with bools (or probabilities, double) named {List(names.Targets)}",
            _ => $"a classification gives a string, or the bool, int or enumeration that the labels {List(names.Classes)} are, or a type with Label, Probability or Probabilities",
        };
    }
}
