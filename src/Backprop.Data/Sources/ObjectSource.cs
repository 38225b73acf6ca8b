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
    private readonly ObjectColumns<T> _columns;

    /// <summary>Of objects; what is no list is copied into one.</summary>
    public ObjectSource(IEnumerable<T> items, string? name = null) : this(items, new ObjectColumns<T>(), name) { }

    /// <summary>Of objects with these columns, such as <see cref="ObjectColumns.OfProperties"/>; what is no list is copied into one.</summary>
    public ObjectSource(IEnumerable<T> items, ObjectColumns<T> columns, string? name = null)
    {
        _items = items as IReadOnlyList<T> ?? [.. items];
        _columns = columns;
        Name = name ?? $"objects of {typeof(T).Name}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Adds a column of numbers.</summary>
    public ObjectSource<T> Column(string name, Func<T, double> value) => With(_columns.Column(name, value));

    /// <summary>Adds a column of numbers, some of them missing.</summary>
    public ObjectSource<T> Column(string name, Func<T, double?> value) => With(_columns.Column(name, value));

    /// <summary>Adds a column of texts.</summary>
    public ObjectSource<T> Column(string name, Func<T, string?> value) => With(_columns.Column(name, value));

    /// <summary>Adds a column of booleans.</summary>
    public ObjectSource<T> Column(string name, Func<T, bool> value) => With(_columns.Column(name, value));

    /// <summary>Adds a column of booleans, some of them missing.</summary>
    public ObjectSource<T> Column(string name, Func<T, bool?> value) => With(_columns.Column(name, value));

    /// <summary>Adds a column of dates.</summary>
    public ObjectSource<T> Column(string name, Func<T, DateTime> value) => With(_columns.Column(name, value));

    /// <summary>Adds a column of dates, some of them missing.</summary>
    public ObjectSource<T> Column(string name, Func<T, DateTime?> value) => With(_columns.Column(name, value));

    /// <inheritdoc/>
    public DbDataReader Open() => new Reader(this);

    private ObjectSource<T> With(ObjectColumns<T> _) => this;

    private sealed class Reader(ObjectSource<T> source) : TableReader
    {
        private int _row = -1;

        public override string Place => "row " + (_row + 1).ToString(CultureInfo.InvariantCulture);

        public override int FieldCount => source._columns.All.Count;

        public override string GetName(int ordinal) => source._columns.All[ordinal].Name;

        [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
        public override Type GetFieldType(int ordinal) => source._columns.All[ordinal].Type;

        public override object GetValue(int ordinal) => source._columns.All[ordinal].Boxed(source._items[_row]) ?? DBNull.Value;

        public override bool Read() => ++_row < source._items.Count;
    }
}
