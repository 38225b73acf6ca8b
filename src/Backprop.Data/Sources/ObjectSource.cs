using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Backprop.Data;

/// <summary>
/// Objects as rows, each column a function of the object:
/// <c>new ObjectSource&lt;Car&gt;(cars).Column("hp", c => c.Horsepower).Column("origin", c => c.Origin)</c>.
/// Null is a missing value.
/// </summary>
/// <typeparam name="T">The objects' type.</typeparam>
public sealed class ObjectSource<T> : IDataSource
{
    private readonly IReadOnlyList<T> _items;
    private readonly List<ObjectColumn> _columns = [];

    /// <summary>Of objects; what is no list is copied into one.</summary>
    public ObjectSource(IEnumerable<T> items, string? name = null)
    {
        _items = items as IReadOnlyList<T> ?? [.. items];
        Name = name ?? $"objects of {typeof(T).Name}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Adds a column of numbers.</summary>
    public ObjectSource<T> Column(string name, Func<T, double> value) => Add(name, typeof(double), item => value(item));

    /// <summary>Adds a column of numbers, some of them missing.</summary>
    public ObjectSource<T> Column(string name, Func<T, double?> value) => Add(name, typeof(double), item => value(item));

    /// <summary>Adds a column of texts.</summary>
    public ObjectSource<T> Column(string name, Func<T, string?> value) => Add(name, typeof(string), item => value(item));

    /// <summary>Adds a column of booleans.</summary>
    public ObjectSource<T> Column(string name, Func<T, bool> value) => Add(name, typeof(bool), item => value(item));

    /// <summary>Adds a column of booleans, some of them missing.</summary>
    public ObjectSource<T> Column(string name, Func<T, bool?> value) => Add(name, typeof(bool), item => value(item));

    /// <summary>Adds a column of dates.</summary>
    public ObjectSource<T> Column(string name, Func<T, DateTime> value) => Add(name, typeof(DateTime), item => value(item));

    /// <summary>Adds a column of dates, some of them missing.</summary>
    public ObjectSource<T> Column(string name, Func<T, DateTime?> value) => Add(name, typeof(DateTime), item => value(item));

    /// <inheritdoc/>
    public DbDataReader Open() => new Reader(this);

    private ObjectSource<T> Add(
        string name,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)] Type type,
        Func<T, object?> value)
    {
        _columns.Add(new(name, type, value));
        return this;
    }

    private sealed record ObjectColumn(
        string Name,
        [property: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
        [param: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
        Type Type,
        Func<T, object?> Value);

    private sealed class Reader(ObjectSource<T> source) : TableReader
    {
        private int _row = -1;

        public override string Place => "row " + (_row + 1).ToString(CultureInfo.InvariantCulture);

        public override int FieldCount => source._columns.Count;

        public override string GetName(int ordinal) => source._columns[ordinal].Name;

        [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
        public override Type GetFieldType(int ordinal) => source._columns[ordinal].Type;

        public override object GetValue(int ordinal) => source._columns[ordinal].Value(source._items[_row]) ?? DBNull.Value;

        public override bool Read() => ++_row < source._items.Count;
    }
}
