using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Cluster.Joining;
using Econet.Actors.Cluster.State;
using Econet.Cluster.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Econet.Cluster.Tests;

/// <summary>One node, and what the shared database knows of others.</summary>
public sealed class JoinActorTests : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PostgresServer _server;
    private readonly FakeTimeProvider _time = new();
    private readonly SharedDatabase _database;
    private readonly ClusterSetup _setup;
    private readonly ActorSystem _system;
    private readonly Akka.Cluster.Cluster _cluster;
    private readonly string _self;

    public JoinActorTests(PostgresServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        _server = server;
        var port = ClusterOfThree.FreePorts(1)[0];
        _self = ClusterOfThree.Names([port]).Single();
        _database = new SharedDatabase(server.Connection, SharedSchema.Devices);
        _setup = new ClusterSetup(new EconetClusterOptions { Host = "127.0.0.1", Port = port, Database = server.Connection }, _database);
        _system = System(port, _setup);
        _cluster = Akka.Cluster.Cluster.Get(_system);
    }

    private static ActorSystem System(int port, ClusterSetup setup) =>
        ActorSystem.Create("econet", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
            $$"""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{port}} }
              cluster {
                downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
                seed-node-timeout = 200 ms
              }
            }
            """)), setup));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        _database.Dispose();
        NpgsqlConnection.ClearAllPools();
    }

    [PostgresFact]
    public async Task Node_should_begin_a_cluster_when_nobody_is_in_it_and_say_so_until_it_leaves()
    {
        await SqlAsync("DELETE FROM econet.nodes");

        Start();

        await UntilUpAsync();
        await UntilAsync(async () => await CountAsync($"node = '{_self}' AND seen_at > clock_timestamp() - interval '10 s'") == 1);
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        Assert.Equal(0, await CountAsync($"node = '{_self}'"));
    }

    [PostgresFact]
    public async Task Node_should_begin_a_cluster_only_when_it_has_watched_that_the_others_are_silent()
    {
        await SqlAsync("DELETE FROM econet.nodes");
        await SqlAsync("INSERT INTO econet.nodes VALUES ('127.0.0.1:1', clock_timestamp() - interval '20 s')");

        Start();

        // It asks every 2 s.
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        Assert.Empty(_cluster.State.Members);
        _time.Advance(TimeSpan.FromSeconds(NodeTable.Lasting));
        await UntilUpAsync();
    }

    [PostgresFact]
    public async Task One_of_those_that_start_at_the_same_time_should_begin_the_cluster()
    {
        await SqlAsync("DELETE FROM econet.nodes");

        var seen = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => new NodeTable(_database, $"127.0.0.1:{n}").LookAsync(silence: true)));

        Assert.Single(seen, one => one.Begins);
    }

    [PostgresFact]
    public async Task Node_should_end_when_there_is_a_larger_cluster_with_its_database()
    {
        await SqlAsync("DELETE FROM econet.nodes");
        Start();
        await UntilUpAsync();

        // Theirs runs as well, however that has come about.
        await SqlAsync("INSERT INTO econet.nodes SELECT '127.0.0.1:' || n, clock_timestamp() + interval '1 h' FROM generate_series(1, 2) n");
        var ended = _system.WhenTerminated;
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(ended.IsCompleted);
        });
        Assert.Equal(["127.0.0.1:1", "127.0.0.1:2"], _setup.Apart);
    }

    [PostgresFact]
    public async Task Node_that_starts_while_the_database_is_away_should_join_a_seed_and_begin_nothing()
    {
        await SqlAsync("DELETE FROM econet.nodes");
        var port = ClusterOfThree.FreePorts(1)[0];
        using var away = new SharedDatabase("Host=/nowhere;Database=econet;Username=econet", SharedSchema.Devices);
        var setup = new ClusterSetup(new EconetClusterOptions { Host = "127.0.0.1", Port = port, Seeds = [_self], Database = "Host=/nowhere" }, away);
        var second = System(port, setup);
        second.ActorOf(JoinActor.Props(setup, _time));
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        Assert.Empty(Akka.Cluster.Cluster.Get(second).State.Members);

        Start();

        await UntilAsync(() => Task.FromResult(_cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == 2));
        await second.Terminate();
    }

    private void Start() => _system.ActorOf(JoinActor.Props(_setup, _time), "econet-join");

    private Task UntilUpAsync() => UntilAsync(() => Task.FromResult(_cluster.State.Members.Any(member => member.Status == MemberStatus.Up)));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "Not in time");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private async Task SqlAsync(string sql)
    {
        await using var connection = await _database.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string condition)
    {
        await using var source = NpgsqlDataSource.Create(_server.Connection);
        await using var command = source.CreateCommand($"SELECT count(*) FROM econet.nodes WHERE {condition}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
