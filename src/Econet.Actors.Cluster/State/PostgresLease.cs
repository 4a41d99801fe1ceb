using Akka.Actor;
using Akka.Coordination;
using Econet.Actors.Cluster.Hosting;
using Npgsql;

namespace Econet.Actors.Cluster.State;

/// <summary>
/// A lease in the shared database. It lasts for <c>heartbeat-timeout</c> by the database's clock; acquired again by its owner it lasts so long from
/// then on. Another owner gets it a second after it has expired, or when it was released.
/// </summary>
internal sealed class PostgresLease : Lease
{
    /// <summary>What a new owner waits beyond the end of a lease, for clocks that run at different speeds and frames that are on their way.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private readonly SharedDatabase _database;
    private volatile bool _isHeld;

    public PostgresLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings) => _database = system.Settings.Setup.Get<ClusterSetup>().Value.Database;

    public override Task<bool> Acquire() => Acquire(_ => { });

    /// <param name="leaseLostCallback">Never called: an owner acquires the lease again all the time, and learns from that.</param>
    public override async Task<bool> Acquire(Action<Exception> leaseLostCallback)
    {
        var rows = await ExecuteAsync(
            """
            INSERT INTO econet.leases AS lease (name, owner, expires_at) VALUES (@name, @owner, clock_timestamp() + @length)
            ON CONFLICT (name) DO UPDATE SET owner = @owner, expires_at = clock_timestamp() + @length
            WHERE lease.owner = @owner OR lease.expires_at + @margin < clock_timestamp()
            """,
            new("length", Settings.TimeoutSettings.HeartbeatTimeout),
            new("margin", Margin)).ConfigureAwait(false);
        return _isHeld = rows > 0;
    }

    public override async Task<bool> Release()
    {
        _isHeld = false;
        await ExecuteAsync("DELETE FROM econet.leases WHERE name = @name AND owner = @owner").ConfigureAwait(false);
        return true;
    }

    public override bool CheckLease() => _isHeld;

    private async Task<int> ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        var connection = await _database.OpenAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand(sql, connection);
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.AddWithValue("name", Settings.LeaseName);
                command.Parameters.AddWithValue("owner", Settings.OwnerName);
                command.Parameters.AddRange(parameters);
                return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }
    }
}
