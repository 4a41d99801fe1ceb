using Econet.Gateway.Clustering;
using Npgsql;

namespace Econet.Gateway.History;

/// <summary>Hands on the windows of all devices of a cluster. One node at a time does it, and another one goes on when that one fails, or is killed.</summary>
/// <param name="patience">For how long an answer of the database is waited for.</param>
internal sealed class TableHandingOn(NpgsqlConnection connection, TimeSpan patience) : IHandingOn
{
    /// <summary>Any number that nobody else uses.</summary>
    private const long HandingOnLock = 36_014;

    /// <summary>
    /// A window is written again and again until it is complete. One of a node that was killed never is: so long after it was written last it is handed on as it is.
    /// </summary>
    private const string Next = """
        SELECT device, id, epoch, start_at, end_at, continues, rolled, written_at FROM econet_gateway.history_windows
        WHERE NOT handed_on AND (complete OR written_at < clock_timestamp() - interval '10 minutes') ORDER BY id LIMIT 1
        """;

    public async Task<bool> NextAsync(Func<IHistorySession, string, WrittenWindow, Task> send)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (await TakeAsync() is not (var device, { } window, var writtenAt))
        {
            return false;
        }

        await send(new HistoryTables(connection, patience), device, window);
        // One that was written again meanwhile comes again.
        await using var note = connection.Statement(patience, "UPDATE econet_gateway.history_windows SET handed_on = true WHERE id = $1 AND written_at = $2", window.Id, writtenAt);
        await note.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return true;
    }

    public void Dispose() => connection.Dispose();

    private async Task<(string Device, WrittenWindow Window, DateTime WrittenAt)?> TakeAsync()
    {
        await using var ask = connection.Statement(patience, "SELECT pg_try_advisory_xact_lock($1)", HandingOnLock);
        if (await ask.ExecuteScalarAsync() is not true)
        {
            return null;
        }

        await using var take = connection.Statement(patience, Next);
        await using var row = await take.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? (
                row.GetString(0),
                new WrittenWindow(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetBoolean(5), row.GetBoolean(6)),
                row.GetDateTime(7))
            : null;
    }
}
