using Npgsql;

namespace Econet.Actors.Cluster.State;

/// <param name="Owner">The node, <c>host:port</c>.</param>
internal sealed record LeaseRow(string? Owner, long Epoch, TimeSpan? Left);

/// <summary>Who has which lease, for people to look at.</summary>
internal sealed class LeaseTable(SharedDatabase database)
{
    /// <summary>By the ids of the devices.</summary>
    public async Task<IReadOnlyDictionary<string, LeaseRow>> ReadAsync()
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand(
                """
                SELECT epochs.device, split_part(leases.owner, '#', 1), epochs.epoch, leases.expires_at - clock_timestamp()
                FROM econet.epochs LEFT JOIN econet.leases ON leases.name = 'econet-' || epochs.device
                """,
                connection);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var rows = new Dictionary<string, LeaseRow>();
                    while (await reader.ReadAsync().ConfigureAwait(false))
                    {
                        rows[reader.GetString(0)] = reader.IsDBNull(1)
                            ? new LeaseRow(null, reader.GetInt64(2), null)
                            : new LeaseRow(reader.GetString(1), reader.GetInt64(2), reader.GetTimeSpan(3));
                    }

                    return rows;
                }
            }
        }
    }
}
