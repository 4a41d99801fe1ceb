using System.Collections.Immutable;
using System.Data.Common;
using Econet.Actors.Parameters;
using Econet.Actors.Storage;
using Npgsql;

namespace Econet.Actors.Cluster.State;

/// <summary>A device's state in the shared database. It keeps no connection: a node has more devices than a database takes connections.</summary>
/// <param name="connect">A connection to a database whose tables are there.</param>
internal sealed class PostgresTables(Func<NpgsqlConnection> connect, string device, long epoch) : IStateTables
{
    private const int MostWrites = 10_000;
    private const string StatesUnderWay = "'Queued', 'Sent', 'Acknowledged'";

    public List<BadRow> BadRows { get; } = [];

    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public StoredState Read(DateTimeOffset since)
    {
        using var connection = connect();
        return new(
            Rows(connection, "documents", StateRows.DocumentColumns, "", StateRows.Document).ToImmutableDictionary(),
            [.. Rows(connection, "parameter_values", StateRows.ValueColumns, "ORDER BY parameter", StateRows.Value)],
            [.. Rows(
                connection,
                "writes",
                StateRows.WriteColumns,
                $"""
                AND (status IN ({StatesUnderWay}) OR created_at >= @since OR sent_at >= @since)
                ORDER BY status IN ({StatesUnderWay}) DESC, id DESC LIMIT {StateMemory.MostWrites}
                """,
                StateRows.Write,
                new NpgsqlParameter("since", since.UtcTicks)).OrderBy(write => write.Id)]);
    }

    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    /// <exception cref="StateTakenException">Another owner has begun.</exception>
    public void Write(StateChanges changes, bool durable, DateTimeOffset? forgetBefore)
    {
        using var connection = connect();
        using var transaction = connection.BeginTransaction();
        CheckEpoch(connection);
        if (!durable)
        {
            Execute(connection, "SET LOCAL synchronous_commit = off");
        }

        if (changes.ClearValues)
        {
            Execute(connection, "DELETE FROM econet.parameter_values WHERE device = @device");
        }

        Upsert(connection, "documents", StateRows.DocumentColumns, changes.Documents, StateRows.Of);
        Upsert(connection, "parameter_values", StateRows.ValueColumns, changes.Values, StateRows.Of);
        Upsert(connection, "writes", StateRows.WriteColumns, changes.Writes, StateRows.Of);
        if (forgetBefore is { } end)
        {
            Execute(
                connection,
                $"""
                DELETE FROM econet.writes WHERE device = @device AND status NOT IN ({StatesUnderWay}) AND (coalesce(ended_at, created_at) < @end
                    OR id <= (SELECT id FROM econet.writes WHERE device = @device ORDER BY id DESC LIMIT 1 OFFSET {MostWrites}))
                """,
                new NpgsqlParameter("end", end.UtcTicks));
        }

        transaction.Commit();
    }

    public void Dispose()
    {
        // There is nothing open.
    }

    /// <summary>Who takes over waits until what is being saved is saved.</summary>
    private void CheckEpoch(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT epoch FROM econet.epochs WHERE device = @device FOR SHARE", []);
        if (command.ExecuteScalar() is not long last || last != epoch)
        {
            throw new StateTakenException($"Another owner than that of epoch {epoch} has the state of {device}.");
        }
    }

    private void Upsert<T>(NpgsqlConnection connection, string table, string[] columns, IReadOnlyCollection<T> items, Func<T, object?[]> row)
    {
        if (items.Count == 0)
        {
            return;
        }

        var sql = $"""
            INSERT INTO econet.{table} (device, {string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"${i + 2}").Prepend("$1"))})
            ON CONFLICT (device, {columns[0]}) DO UPDATE SET {string.Join(", ", columns.Skip(1).Select(c => $"{c} = excluded.{c}"))}
            """;
        using var batch = new NpgsqlBatch(connection);
        foreach (var item in items)
        {
            try
            {
                batch.BatchCommands.Add(Row(sql, row(item)));
            }
            catch (Exception e) when (StoreTrouble.IsOfTheRow(e))
            {
                BadRows.Add(new BadRow(table, $"{item}", e.Message, item));
            }
        }

        batch.ExecuteNonQuery();
    }

    /// <exception cref="InvalidDataException">It holds what no row can.</exception>
    private NpgsqlBatchCommand Row(string sql, object?[] content)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = device });
        foreach (var cell in content)
        {
            if (cell is string text && text.Contains('\0', StringComparison.Ordinal))
            {
                throw new InvalidDataException("A text holds a zero character.");
            }

            command.Parameters.Add(new NpgsqlParameter { Value = cell ?? DBNull.Value });
        }

        return command;
    }

    private List<T> Rows<T>(
        NpgsqlConnection connection, string table, string[] columns, string condition, Func<DbDataReader, T> row, params NpgsqlParameter[] parameters)
    {
        using var command = Command(connection, $"SELECT {string.Join(", ", columns)} FROM econet.{table} WHERE device = @device {condition}", parameters);
        return StateRows.Read(command, table, row, BadRows);
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("device", device);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private void Execute(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        using var command = Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }
}
