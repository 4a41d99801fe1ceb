using Npgsql;

namespace Econet.Actors.Cluster.State;

/// <param name="Node"><c>host:port</c></param>
/// <param name="SeenAt">When it last said that it is in the cluster, by the database's clock.</param>
/// <param name="IsThere">That was a moment ago.</param>
internal sealed record SeenNode(string Node, DateTime SeenAt, bool IsThere);

/// <summary>The nodes that are in the cluster, as each says of itself every few seconds. Times are the database's own.</summary>
/// <param name="self">This node, <c>host:port</c>.</param>
internal sealed class NodeTable(SharedDatabase database, string self)
{
    /// <summary>A node that has been silent for so long, in seconds, is gone.</summary>
    public const int Lasting = 10;

    /// <summary>Any number that nobody else uses: of two nodes that begin a cluster at the same time one has to be the first.</summary>
    private const long BeginLock = 36_013;

    private const string Say = "INSERT INTO econet.nodes (node, seen_at) VALUES ($1, clock_timestamp()) ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at";

    /// <summary>Those that have been silent for a day are not waited for by any start.</summary>
    private const string Forget = "DELETE FROM econet.nodes WHERE node <> $1 AND seen_at < clock_timestamp() - interval '1 day'";

    /// <summary>Says that this node is in the cluster.</summary>
    /// <returns>The others.</returns>
    public async Task<IReadOnlyList<SeenNode>> SayAsync()
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, Say).ConfigureAwait(false);
            return await OthersAsync(connection).ConfigureAwait(false);
        }
    }

    /// <summary>Looks who is in the cluster. Says that this node is, and so makes the others join it, when nobody is.</summary>
    /// <param name="silence">Those that were silent while this node watched are gone: they may be there no longer. Without it only an empty table means that nobody is in the cluster.</param>
    /// <returns>The others, and whether this node is to begin the cluster.</returns>
    public async Task<(IReadOnlyList<SeenNode> Others, bool Begins)> LookAsync(bool silence)
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({BeginLock})").ConfigureAwait(false);
                await ExecuteAsync(connection, Forget).ConfigureAwait(false);
                var others = await OthersAsync(connection).ConfigureAwait(false);
                var begins = others.Count == 0 || (silence && others.All(other => !other.IsThere));
                if (begins)
                {
                    await ExecuteAsync(connection, Say).ConfigureAwait(false);
                }

                await transaction.CommitAsync().ConfigureAwait(false);
                return (others, begins);
            }
        }
    }

    /// <summary>Says that this node is in the cluster no longer.</summary>
    public async Task LeaveAsync()
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, "DELETE FROM econet.nodes WHERE node = $1").ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<SeenNode>> OthersAsync(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand("SELECT node, seen_at, seen_at > clock_timestamp() - make_interval(secs => $2) FROM econet.nodes WHERE node <> $1 ORDER BY node", connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = self });
            command.Parameters.Add(new NpgsqlParameter { Value = (double)Lasting });
            var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var nodes = new List<SeenNode>();
                while (await reader.ReadAsync().ConfigureAwait(false))
                {
                    nodes.Add(new SeenNode(reader.GetString(0), reader.GetDateTime(1), reader.GetBoolean(2)));
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
            if (sql.Contains("$1", StringComparison.Ordinal))
            {
                command.Parameters.Add(new NpgsqlParameter { Value = self });
            }

            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }
}
