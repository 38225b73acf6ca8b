using System.Diagnostics.CodeAnalysis;

namespace Backprop.Data;

/// <summary>A column of objects: a name and a function of the object, which for numbers, booleans and dates allocates nothing.</summary>
internal sealed class ObjectColumn<T>
{
    private ObjectColumn(
        string name, string origin, ObjectValues holds,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
    {
        (Name, Origin, Holds, Type) = (name, origin, holds, type);
    }

    public string Name { get; }

    /// <summary>Where it comes from, for messages: <c>the property 'City' (string)</c>.</summary>
    public string Origin { get; }

    public ObjectValues Holds { get; }

    /// <summary>The type of <see cref="Boxed"/>'s values.</summary>
    [field: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public Type Type { get; }

    /// <summary>See <see cref="Holds"/>; null for texts.</summary>
    public Func<T, double>? Number { get; private init; }

    /// <summary>The texts, if it holds texts.</summary>
    public Func<T, string?>? Text { get; private init; }

    /// <summary>The value as an object, null where missing.</summary>
    public required Func<T, object?> Boxed { get; init; }

    /// <summary>The names of an enumeration's members, if the texts are these.</summary>
    public string[] EnumNames { get; private init; } = [];

    public static ObjectColumn<T> Numbers(string name, string origin, Func<T, double> value) =>
        new(name, origin, ObjectValues.Numbers, typeof(double)) { Number = value, Boxed = item => value(item) is var v && double.IsNaN(v) ? null : v };

    public static ObjectColumn<T> Booleans(string name, string origin, Func<T, bool?> value) => new(name, origin, ObjectValues.Booleans, typeof(bool))
    {
        Number = item => value(item) switch { true => 1, false => 0, null => double.NaN },
        Boxed = item => value(item),
    };

    public static ObjectColumn<T> Dates(string name, string origin, Func<T, DateTime?> value) => new(name, origin, ObjectValues.Dates, typeof(DateTime))
    {
        Number = item => value(item) is { } date ? DateText.Seconds(date) : double.NaN,
        Boxed = item => value(item),
    };

    public static ObjectColumn<T> Texts(string name, string origin, Func<T, string?> value, string[]? enumNames = null) =>
        new(name, origin, ObjectValues.Texts, typeof(string)) { Text = value, Boxed = value, EnumNames = enumNames ?? [] };
}
