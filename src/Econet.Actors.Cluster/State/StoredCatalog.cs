using System.Text.Json;
using Econet.Actors.Messages;
using Npgsql;

namespace Econet.Actors.Cluster.State;

/// <summary>The devices of the cluster, in the shared database.</summary>
internal sealed class StoredCatalog(SharedDatabase database)
{
    public async Task<IReadOnlyList<CatalogEntry>> ReadAsync()
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand("SELECT device, kind, address, options, node, name, number FROM econet.catalog ORDER BY device", connection);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var entries = new List<CatalogEntry>();
                    while (await reader.ReadAsync().ConfigureAwait(false))
                    {
                        entries.Add(new(
                            new DeviceSpec(
                                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : Json(reader.GetString(3)))
                            {
                                Name = reader.IsDBNull(5) ? null : reader.GetString(5),
                            },
                            reader.IsDBNull(4) ? null : reader.GetString(4),
                            reader.GetInt64(6)));
                    }

                    return entries;
                }
            }
        }
    }

    /// <summary>Takes the place of what is there of the same device.</summary>
    /// <returns>Its number.</returns>
    public async Task<long> PutAsync(CatalogEntry entry) => (long)(await AskAsync(
        """
        INSERT INTO econet.catalog (device, kind, address, options, node, name) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (device) DO UPDATE SET kind = excluded.kind, address = excluded.address, options = excluded.options, node = excluded.node,
            name = excluded.name
        RETURNING number
        """,
        entry.Spec.Id, entry.Spec.Kind, entry.Spec.Address, entry.Spec.Options?.GetRawText(), entry.Node, entry.Spec.Name).ConfigureAwait(false))!;

    public Task RemoveAsync(string device) => AskAsync("DELETE FROM econet.catalog WHERE device = $1", device);

    private async Task<object?> AskAsync(string sql, params object?[] parameters)
    {
        var connection = await database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand(sql, connection);
            await using (command.ConfigureAwait(false))
            {
                foreach (var parameter in parameters)
                {
                    command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
                }

                return await command.ExecuteScalarAsync().ConfigureAwait(false);
            }
        }
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
