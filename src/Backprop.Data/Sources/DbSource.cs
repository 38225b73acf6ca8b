using System.Data;
using System.Data.Common;

namespace Backprop.Data;

/// <summary>
/// The rows of a query on any ADO.NET database. The query must say an order (<c>ORDER BY</c>) that leaves none open:
/// databases promise no order otherwise, and the same seed would split other rows.
/// </summary>
public sealed class DbSource : IDataSource
{
    private readonly Func<DbConnection> _connect;
    private readonly string _sql;

    /// <summary>A query on a database.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="connect">Makes a new connection, open or not; it is disposed with the reader.</param>
    /// <param name="sql">The query, with ORDER BY.</param>
    /// <exception cref="DataException">The query has no ORDER BY.</exception>
    public DbSource(string name, Func<DbConnection> connect, string sql)
    {
        if (!sql.Contains("ORDER BY", StringComparison.OrdinalIgnoreCase))
            throw new DataException(name, null, null, "the query has no ORDER BY: databases give rows in no fixed order, so the same seed would not give the same result; order by a unique key");
        (Name, _connect, _sql) = (name, connect, sql);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>
    /// Whether values of a column can differ in type from row to row, as in SQLite (true unless set). Set it to false for
    /// databases with strict types: reading is faster then.
    /// </summary>
    public bool TypesVary { get; init; } = true;

    /// <inheritdoc/>
    public DbDataReader Open()
    {
        DbConnection? connection = null;
        try
        {
            connection = _connect();
            if (connection.State != ConnectionState.Open)
                connection.Open();
            // Not disposed here: some providers close the reader with its command.
            var command = connection.CreateCommand();
#pragma warning disable CA2100 // the query is the user's own
            command.CommandText = _sql;
#pragma warning restore CA2100
            return command.ExecuteReader(CommandBehavior.CloseConnection);
        }
        catch (DbException e)
        {
            connection?.Dispose();
            throw new DataException(Name, null, null, $"the query failed: {e.Message}", e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }
}
