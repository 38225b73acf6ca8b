using System.Data;
using System.Data.Common;

namespace Backprop.Data;

/// <summary>The rows of a <see cref="DataTable"/>, which must not change meanwhile.</summary>
public sealed class DataTableSource : IDataSource
{
    private readonly DataTable _table;

    /// <summary>Of a table.</summary>
    public DataTableSource(DataTable table) => _table = table;

    /// <inheritdoc/>
    public string Name => _table.TableName.Length > 0 ? _table.TableName : "table";

    /// <inheritdoc/>
    public DbDataReader Open() => _table.CreateDataReader();
}
