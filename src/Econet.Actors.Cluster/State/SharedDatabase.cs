using System.Net.Sockets;
using Npgsql;

namespace Econet.Actors.Cluster.State;

/// <summary>The PostgreSQL database that the nodes of a cluster share, and one schema of it.</summary>
internal sealed class SharedDatabase : IDisposable
{
    /// <summary>For short: a lease that is renewed every second can't wait for a connection.</summary>
    private const int Patience = 2;

    /// <summary>Any number that nobody else uses: two nodes that start at the same time must not both make the tables.</summary>
    private const long MigrationLock = 36_012;

    private readonly SharedSchema _schema;
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _preparing = new(1);
    private bool _isPrepared;

    /// <param name="connections">How many there are at most at once; null for as many as the connection string says.</param>
    /// <exception cref="ArgumentException">The connection string makes no sense.</exception>
    public SharedDatabase(string connection, SharedSchema schema, int? connections = null)
    {
        _schema = schema;
        var settings = new NpgsqlConnectionStringBuilder(connection) { Timeout = Patience, CommandTimeout = Patience, ApplicationName = "econet" };
        if (connections is { } most)
        {
            (settings.MinPoolSize, settings.MaxPoolSize) = (0, most);
        }

        Name = $"{settings.Database} at {settings.Host}";
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>What people call it; holds no secret.</summary>
    public string Name { get; }

    /// <summary>Whether something failed because the database can't be used.</summary>
    public static bool IsAway(Exception failure) => failure is NpgsqlException or TimeoutException or SocketException or IOException or InvalidOperationException;

    /// <summary>Why it failed, as a sentence.</summary>
    public string Describe(Exception trouble) => $"The database {Name} can't be used: {FailureReason.Of(trouble)}";

    /// <summary>A connection to a database whose tables are there.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    /// <exception cref="TimeoutException">It does not answer in time.</exception>
    /// <exception cref="InvalidOperationException">Its tables are those of a later version.</exception>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        try
        {
            await PrepareOnceAsync(connection).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>For threads that may wait; no other thread is needed once the tables are there.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public NpgsqlConnection Open()
    {
        var connection = _source.OpenConnection();
        try
        {
            PrepareOnceAsync(connection).GetAwaiter().GetResult();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _source.Dispose();
        _preparing.Dispose();
    }

    private async Task PrepareOnceAsync(NpgsqlConnection connection)
    {
        if (_isPrepared)
        {
            return;
        }

        await _preparing.WaitAsync().ConfigureAwait(false);
        try
        {
            await PrepareAsync(connection).ConfigureAwait(false);
            _isPrepared = true;
        }
        finally
        {
            _preparing.Release();
        }
    }

    private async Task PrepareAsync(NpgsqlConnection connection)
    {
        var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})").ConfigureAwait(false);
            await ExecuteAsync(
                connection,
                $"CREATE SCHEMA IF NOT EXISTS {_schema.Name}; CREATE TABLE IF NOT EXISTS {_schema.Name}.version (version integer NOT NULL)").ConfigureAwait(false);
            var version = await ScalarAsync(connection, $"SELECT coalesce(max(version), 0) FROM {_schema.Name}.version").ConfigureAwait(false) is int now ? now : 0;
            if (version > _schema.Version)
            {
                throw new InvalidOperationException(
                    $"The database has a newer version ({version}) than this node supports ({_schema.Version}), and is left alone: update this node.");
            }

            foreach (var step in _schema.StepsFrom(version))
            {
                await ExecuteAsync(connection, step).ConfigureAwait(false);
            }

            if (version < _schema.Version)
            {
                await ExecuteAsync(
                    connection, $"DELETE FROM {_schema.Name}.version; INSERT INTO {_schema.Name}.version VALUES ({_schema.Version})").ConfigureAwait(false);
            }

            await transaction.CommitAsync().ConfigureAwait(false);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync().ConfigureAwait(false);
        }
    }
}
