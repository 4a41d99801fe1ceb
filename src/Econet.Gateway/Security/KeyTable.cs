using System.Collections.Immutable;
using System.Text;
using Econet.Actors.Cluster.State;
using Econet.Gateway.Clustering;
using Npgsql;

namespace Econet.Gateway.Security;

/// <summary>
/// The keys, in the database that the nodes of a cluster share. What was read last stays in memory: no request waits for the database, and the keys go on
/// opening what they open while it is away. It begins with the keys of the first node that has some in its file.
/// </summary>
internal sealed class KeyTable(SharedDatabase database, KeyFile former) : IKeyStore, IDisposable
{
    private static readonly Version None = new(Guid.Empty, []);

    private readonly Lock _gate = new();

    /// <summary>Held by whoever asks the database, so that what is told last was also read last.</summary>
    private readonly SemaphoreSlim _one = new(1);

    private Version _latest = None;
    private string? _away;
    private string? _unusable = $"The keys in the database {database.Name} were not read yet";

    public string Name => $"the database {database.Name}";

    public string? Stamp
    {
        get
        {
            lock (_gate)
            {
                return _unusable is null ? _latest.Id.ToString() : null;
            }
        }
    }

    public string? Trouble
    {
        get
        {
            lock (_gate)
            {
                return _away;
            }
        }
    }

    public ImmutableArray<ApiKey> Latest()
    {
        lock (_gate)
        {
            return _unusable is null ? _latest.Keys : throw new KeyStoreException(_away ?? _unusable);
        }
    }

    /// <summary>Looks whether another node has changed them. What goes wrong is told by <see cref="Trouble"/> and <see cref="Latest"/>.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await ReadAsync(cancellation);
        }
        catch (KeyStoreException)
        {
            // It is tried again.
        }
    }

    public Task<ImmutableArray<ApiKey>> ReadAsync(CancellationToken cancellation) => UseAsync(
        async connection =>
            // What is known is not sent again.
            await SelectAsync(connection, "SELECT version, CASE WHEN version <> $1 THEN content END FROM econet_gateway.keys", cancellation, _latest.Id)
                ?? (former.Latest() is { IsEmpty: false } ? await BeginAsync(connection, cancellation) : None),
        cancellation);

    public Task ChangeAsync(Func<ImmutableArray<ApiKey>, ImmutableArray<ApiKey>> change, TimeProvider time, CancellationToken cancellation) => UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var version = await BeginAsync(connection, cancellation);
            var keys = change(version.Keys);
            if (keys != version.Keys)
            {
                version = new Version(Guid.NewGuid(), keys);
                await using var update = connection.Statement("UPDATE econet_gateway.keys SET version = $1, content = $2", version.Id, Text(keys));
                await update.ExecuteNonQueryAsync(cancellation);
            }

            await transaction.CommitAsync(cancellation);
            return version;
        },
        cancellation);

    public void Dispose() => _one.Dispose();

    /// <summary>What is there, which nobody else changes until the transaction ends; where there is nothing it is begun.</summary>
    private async Task<Version> BeginAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string There = "SELECT version, content FROM econet_gateway.keys FOR UPDATE";
        if (await SelectAsync(connection, There, cancellation) is { } there)
        {
            return there;
        }

        await using (var insert = connection.Statement(
            "INSERT INTO econet_gateway.keys (one, version, content) VALUES (true, $1, $2) ON CONFLICT DO NOTHING", Guid.NewGuid(), Text(former.Latest())))
        {
            await insert.ExecuteNonQueryAsync(cancellation);
        }

        return (await SelectAsync(connection, There, cancellation))!;
    }

    private async Task<Version?> SelectAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = connection.Statement(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return !await reader.ReadAsync(cancellation) ? null
            : reader.IsDBNull(1) ? _latest
            : new Version(reader.GetGuid(0), KeyList.Read(Encoding.UTF8.GetBytes(reader.GetString(1)), $"The list of keys in the database {database.Name}"));
    }

    private async Task<ImmutableArray<ApiKey>> UseAsync(Func<NpgsqlConnection, Task<Version>> use, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await using var connection = await database.OpenAsync();
            var version = await use(connection);
            lock (_gate)
            {
                (_latest, _away, _unusable) = (version, null, null);
            }

            return version.Keys;
        }
        catch (Exception away) when (SharedDatabase.IsAway(away))
        {
            lock (_gate)
            {
                _away = database.Describe(away);
            }

            throw new KeyStoreException(_away);
        }
        catch (KeyStoreException unusable)
        {
            lock (_gate)
            {
                (_away, _unusable) = (null, unusable.Message);
            }

            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    private static string Text(ImmutableArray<ApiKey> keys) => Encoding.UTF8.GetString(KeyList.Write(keys));

    /// <param name="Id">Another one after each change.</param>
    private sealed record Version(Guid Id, ImmutableArray<ApiKey> Keys);
}
