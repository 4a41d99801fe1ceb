using Npgsql;

namespace Econet.Actors.Cluster.State;

/// <summary>The nodes that are in a cluster, as each says of itself every few seconds. Times are the database's own.</summary>
/// <param name="self">This node, <c>host:port</c>.</param>
internal sealed class NodeTable(SharedDatabase database, string self)
{
    /// <summary>A node that has been silent for so long, in seconds, is gone.</summary>
    public const int Lasting = 10;

    private const string Others = "SELECT node FROM econet.nodes WHERE node <> $1 AND seen_at > clock_timestamp() - make_interval(secs => $2)";

    /// <summary>The others that are in a cluster now.</summary>
    public async Task<IReadOnlyList<string>> OthersAsync()
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await OthersAsync(connection).ConfigureAwait(false);
        }
    }

    /// <summary>Says that this node is in a cluster.</summary>
    /// <returns>The others that are in one.</returns>
    public async Task<IReadOnlyList<string>> BeatAsync()
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await ExecuteAsync(
                connection, "INSERT INTO econet.nodes (node, seen_at) VALUES ($1, clock_timestamp()) ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at").ConfigureAwait(false);
            return await OthersAsync(connection).ConfigureAwait(false);
        }
    }

    /// <summary>Says that this node is in none any more.</summary>
    public async Task LeaveAsync()
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, "DELETE FROM econet.nodes WHERE node = $1").ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<string>> OthersAsync(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(Others, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = self });
            command.Parameters.Add(new NpgsqlParameter { Value = (double)Lasting });
            var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var nodes = new List<string>();
                while (await reader.ReadAsync().ConfigureAwait(false))
                {
                    nodes.Add(reader.GetString(0));
                }

                return nodes;
            }
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = self });
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }
}
