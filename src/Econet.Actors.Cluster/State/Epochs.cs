using Npgsql;

namespace Econet.Actors.Cluster.State;

/// <summary>
/// Which owner of a device's state is the last one: each begins an epoch of its own, and what is saved names it. So one that was paused, and does
/// not know that another has taken over, saves nothing.
/// </summary>
internal sealed class Epochs(SharedDatabase database)
{
    /// <summary>The epoch that was begun last; 0 before the first.</summary>
    public async Task<long> LastAsync(string device)
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await ReadAsync(connection, "SELECT epoch FROM econet.epochs WHERE device = @device", device).ConfigureAwait(false) ?? 0;
        }
    }

    /// <summary>Begins the one behind <paramref name="last"/>.</summary>
    /// <returns>Null when another owner was faster.</returns>
    public async Task<long?> BeginAsync(string device, long last)
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await ReadAsync(
                connection,
                """
                INSERT INTO econet.epochs AS mine (device, epoch) VALUES (@device, @last + 1)
                ON CONFLICT (device) DO UPDATE SET epoch = @last + 1 WHERE mine.epoch = @last
                RETURNING epoch
                """,
                device,
                new NpgsqlParameter("last", last)).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets all that is kept of a device; who owns it stays known.</summary>
    public async Task DeleteStateAsync(string device)
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await ReadAsync(
                connection,
                """
                WITH documents AS (DELETE FROM econet.documents WHERE device = @device),
                    parameter_values AS (DELETE FROM econet.parameter_values WHERE device = @device)
                DELETE FROM econet.writes WHERE device = @device
                """,
                device).ConfigureAwait(false);
        }
    }

    private static async Task<long?> ReadAsync(NpgsqlConnection connection, string sql, string device, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddWithValue("device", device);
            command.Parameters.AddRange(parameters);
            return (long?)await command.ExecuteScalarAsync().ConfigureAwait(false);
        }
    }
}
