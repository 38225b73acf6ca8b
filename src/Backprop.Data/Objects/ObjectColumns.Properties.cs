using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Backprop.Data;

/// <summary>Columns of objects by their properties.</summary>
public static class ObjectColumns
{
    /// <summary>
    /// A column for each public property, named as the property or by its <see cref="ColumnNameAttribute"/>: numbers, texts,
    /// booleans, dates and enumerations. A property of another type makes none. The properties are looked at once, here;
    /// reading one is a call of its getter (an enumeration's value is boxed: give a function where that matters).
    /// </summary>
    /// <typeparam name="T">The objects' type.</typeparam>
    public static ObjectColumns<T> OfProperties<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>()
    {
        var columns = new ObjectColumns<T>();
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetMethod is not { IsPublic: true } get || property.GetIndexParameters().Length > 0)
                continue;
            if (Of<T>(property, get) is { } column)
                columns.Add(column);
            else
                columns.Unreadable.Add((property.Name, TypeName(property.PropertyType)));
        }

        return columns;
    }

    // A closed list: each getter's delegate type is known when the program is compiled ahead of time.
    private static ObjectColumn<T>? Of<T>(PropertyInfo property, MethodInfo get)
    {
        var name = property.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? property.Name;
        var type = property.PropertyType;
        var origin = $"the property '{property.Name}' ({TypeName(type)})";
        if (Nullable.GetUnderlyingType(type) is { IsEnum: true } || type.IsEnum)
        {
            var labels = Nullable.GetUnderlyingType(type) ?? type;
            return ObjectColumn<T>.Texts(name, origin, item => property.GetValue(item) is { } value ? Enum.GetName(labels, value) : null, Enum.GetNames(labels));
        }

        return Number(type, get) is { } number ? ObjectColumn<T>.Numbers(name, origin, number)
            : type == typeof(string) ? ObjectColumn<T>.Texts(name, origin, Getter<string?>(get))
            : type == typeof(bool) ? Booleans(Getter<bool>(get))
            : type == typeof(bool?) ? ObjectColumn<T>.Booleans(name, origin, Getter<bool?>(get))
            : Date(type, get) is { } date ? ObjectColumn<T>.Dates(name, origin, date)
            : null;

        ObjectColumn<T> Booleans(Func<T, bool> value) => ObjectColumn<T>.Booleans(name, origin, item => value(item));

        static Func<T, TValue> Getter<TValue>(MethodInfo get)
        {
            if (!typeof(T).IsValueType)
                return get.CreateDelegate<Func<T, TValue>>();
            var byReference = get.CreateDelegate<StructGetter<T, TValue>>();
            return item => byReference(ref item);
        }

        static Func<T, double>? Number(Type type, MethodInfo get)
        {
            if (type == typeof(double))
                return Getter<double>(get);
            if (type == typeof(double?))
                return Getter<double?>(get) is var f ? item => f(item) ?? double.NaN : null;
            if (type == typeof(float))
                return Getter<float>(get) is var f ? item => f(item) : null;
            if (type == typeof(float?))
                return Getter<float?>(get) is var f ? item => f(item) ?? double.NaN : null;
            if (type == typeof(int))
                return Getter<int>(get) is var f ? item => f(item) : null;
            if (type == typeof(int?))
                return Getter<int?>(get) is var f ? item => f(item) ?? double.NaN : null;
            if (type == typeof(long))
                return Getter<long>(get) is var f ? item => f(item) : null;
            if (type == typeof(long?))
                return Getter<long?>(get) is var f ? item => f(item) ?? double.NaN : null;
            if (type == typeof(short))
                return Getter<short>(get) is var f ? item => f(item) : null;
            if (type == typeof(short?))
                return Getter<short?>(get) is var f ? item => f(item) ?? double.NaN : null;
            if (type == typeof(byte))
                return Getter<byte>(get) is var f ? item => f(item) : null;
            if (type == typeof(byte?))
                return Getter<byte?>(get) is var f ? item => f(item) ?? double.NaN : null;
            if (type == typeof(decimal))
                return Getter<decimal>(get) is var f ? item => (double)f(item) : null;
            if (type == typeof(decimal?))
                return Getter<decimal?>(get) is var f ? item => (double?)f(item) ?? double.NaN : null;
            return null;
        }

        static Func<T, DateTime?>? Date(Type type, MethodInfo get)
        {
            if (type == typeof(DateTime))
                return Getter<DateTime>(get) is var f ? item => f(item) : null;
            if (type == typeof(DateTime?))
                return Getter<DateTime?>(get);
            if (type == typeof(DateOnly))
                return Getter<DateOnly>(get) is var f ? item => f(item).ToDateTime(TimeOnly.MinValue) : null;
            if (type == typeof(DateOnly?))
                return Getter<DateOnly?>(get) is var f ? item => f(item)?.ToDateTime(TimeOnly.MinValue) : null;
            if (type == typeof(DateTimeOffset))
                return Getter<DateTimeOffset>(get) is var f ? item => f(item).UtcDateTime : null;
            if (type == typeof(DateTimeOffset?))
                return Getter<DateTimeOffset?>(get) is var f ? item => f(item)?.UtcDateTime : null;
            return null;
        }
    }

    private static string TypeName(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? inner.Name + "?" : type.Name;

    private delegate TValue StructGetter<T, TValue>(ref T item);
}
