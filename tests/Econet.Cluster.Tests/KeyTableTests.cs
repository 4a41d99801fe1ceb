using Econet.Actors.Cluster.State;
using Econet.Cluster.Tests.Support;
using Econet.Gateway.Clustering;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Security;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Cluster.Tests;

/// <summary>The keys in the shared database: the same promises as of the file, and what comes with several nodes.</summary>
public sealed class KeyTableTests(PostgresServer server) : KeyStoreContract, IClassFixture<PostgresServer>, IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<IDisposable> _opened = [];
    private string _database = "";

    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is not null)
        {
            _database = await OwnDatabase.MakeAsync(server);
        }
    }

    public Task DisposeAsync()
    {
        _opened.ForEach(opened => opened.Dispose());
        _directory.Dispose();
        return Task.CompletedTask;
    }

    [PostgresFact]
    public Task Keys_should_come_back() => Keys_should_come_back_as_they_were_made();

    [PostgresFact]
    public Task Secrets_should_not_be_kept() => Secrets_should_be_kept_as_hashes_only();

    [PostgresFact]
    public Task Keys_of_many_should_be_kept() => Keys_made_at_the_same_time_should_all_be_kept();

    [PostgresFact]
    public Task Change_of_another_node_should_count() => Change_by_another_should_count();

    [PostgresFact]
    public Task Change_should_count_at_once() => Own_change_should_count_at_once();

    [PostgresFact]
    public Task Nothing_should_be_written_for_nothing() => Change_that_changes_nothing_should_not_be_written();

    [PostgresFact]
    public async Task Revoked_key_should_open_nothing_at_another_node_when_it_has_looked_again()
    {
        var secret = await AddAsync("kitchen", Grant.All, null);
        var (store, time) = (Table(), new FakeTimeProvider());
        using var watch = new KeyTableWatch(store, time);
        await watch.StartAsync(CancellationToken.None);
        var before = store.Stamp;
        Assert.Null(new KeyRing(store, time).Find(secret)!.RevokedAt);
        await KeyChanges.RevokeAsync(Table(), "kitchen", time, CancellationToken.None);

        for (var began = TimeProvider.System.GetTimestamp(); store.Stamp == before; await Task.Yield())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "It does not look");
            time.Advance(KeyTableWatch.Interval);
        }

        Assert.NotNull(new KeyRing(store, time).Find(secret)!.RevokedAt);
        await watch.StopAsync(CancellationToken.None);
    }

    [PostgresFact]
    public async Task Keys_should_go_on_and_changes_be_refused_while_the_database_is_away()
    {
        var (store, secret) = (Table(), await AddAsync("kitchen", Grant.All, null));
        var ring = new KeyRing(store, TimeProvider.System);
        await store.LookAsync(CancellationToken.None);
        Assert.True(ring.IsStillGood(ring.Find(secret)!));
        await server.StopAsync();
        try
        {
            await store.LookAsync(CancellationToken.None);
            var refused = await Assert.ThrowsAsync<KeyStoreException>(
                () => KeyChanges.AddAsync(store, "cellar", Grant.All, null, TimeProvider.System, CancellationToken.None));
            await Assert.ThrowsAsync<KeyStoreException>(() => KeyChanges.RevokeAsync(store, "kitchen", TimeProvider.System, CancellationToken.None));
            await Assert.ThrowsAsync<KeyStoreException>(() => store.ReadAsync(CancellationToken.None));

            Assert.StartsWith("The database test_", refused.Message, StringComparison.Ordinal);
            Assert.Contains("can't be used: ", refused.Message, StringComparison.Ordinal);
            Assert.True(ring.IsStillGood(ring.Find(secret)!));
            Assert.Contains("can't be used: ", ring.Trouble, StringComparison.Ordinal);
        }
        finally
        {
            await server.StartAsync();
        }

        await store.LookAsync(CancellationToken.None);
        Assert.Null(ring.Trouble);
        Assert.True(ring.IsStillGood(ring.Find(secret)!));
    }

    [PostgresFact]
    public async Task Node_should_stay_open_while_the_database_is_away_when_it_knows_that_there_was_no_key()
    {
        var store = Table();
        var ring = new KeyRing(store, TimeProvider.System);
        await store.LookAsync(CancellationToken.None);
        Assert.False(ring.AreUsed);
        await server.StopAsync();
        try
        {
            await store.LookAsync(CancellationToken.None);

            Assert.NotNull(ring.Trouble);
            Assert.False(ring.AreUsed);
        }
        finally
        {
            await server.StartAsync();
        }
    }

    [PostgresFact]
    public void Keys_that_were_never_read_should_open_nothing_and_count_as_used()
    {
        var ring = new KeyRing(Table(), TimeProvider.System);

        Assert.True(ring.AreUsed);
        Assert.Contains("not read yet", ring.Trouble, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Keys_of_the_first_nodes_file_should_be_everybodys()
    {
        var time = TimeProvider.System;
        var (_, secret) = await KeyChanges.AddAsync(new KeyFile(_directory.Path), "kitchen", Grant.All, null, time, CancellationToken.None);
        using var later = new TemporaryDirectory();
        await KeyChanges.AddAsync(new KeyFile(later.Path), "cellar", Grant.All, null, time, CancellationToken.None);

        await Table(_directory.Path).LookAsync(CancellationToken.None);
        var second = Table(later.Path);
        await second.LookAsync(CancellationToken.None);

        Assert.Equal("kitchen", Assert.Single(second.Latest()).Name);
        Assert.NotNull(new KeyRing(second, time).Find(secret!));
    }

    [PostgresFact]
    public async Task Keys_of_a_file_should_be_there_when_a_command_makes_the_first_change()
    {
        await KeyChanges.AddAsync(new KeyFile(_directory.Path), "kitchen", Grant.All, null, TimeProvider.System, CancellationToken.None);

        await KeyChanges.AddAsync(Table(_directory.Path), "cellar", Grant.All, null, TimeProvider.System, CancellationToken.None);

        Assert.Equal(["kitchen", "cellar"], (await Open().ReadAsync(CancellationToken.None)).Select(key => key.Name));
    }

    [PostgresFact]
    public async Task List_that_is_gone_should_be_told_and_open_nothing()
    {
        var (store, secret) = (Table(), await AddAsync("kitchen", Grant.All, null));
        var ring = new KeyRing(store, TimeProvider.System);
        await store.LookAsync(CancellationToken.None);
        Assert.True(ring.AreUsed);
        await OwnDatabase.ExecuteAsync(_database, "DELETE FROM econet_gateway.keys");

        await store.LookAsync(CancellationToken.None);

        Assert.Contains("gone or empty", ring.Trouble, StringComparison.Ordinal);
        Assert.Null(ring.Find(secret));
        Assert.True(ring.AreUsed);
    }

    [PostgresFact]
    public async Task List_that_is_damaged_should_be_told_and_change_nothing()
    {
        var (store, secret) = (Table(), await AddAsync("kitchen", Grant.All, null));
        var ring = new KeyRing(store, TimeProvider.System);
        await store.LookAsync(CancellationToken.None);
        Assert.NotNull(ring.Find(secret));
        await OwnDatabase.ExecuteAsync(_database, "UPDATE econet_gateway.keys SET version = gen_random_uuid(), content = '{'");

        await store.LookAsync(CancellationToken.None);

        Assert.Contains("is damaged", ring.Trouble, StringComparison.Ordinal);
        Assert.NotNull(ring.Find(secret));
    }

    private protected override IKeyStore Open() => Table();

    private protected override async Task<string> KeptAsync() => $"{await OwnDatabase.ExecuteAsync(_database, "SELECT k::text FROM econet_gateway.keys k")}";

    private protected override Task LookAsync(IKeyStore store) => ((KeyTable)store).LookAsync(CancellationToken.None);

    private KeyTable Table() => Table(Path.Combine(_directory.Path, "none"));

    private KeyTable Table(string directory)
    {
        var database = new SharedDatabase(_database.Length > 0 ? _database : server.Connection, GatewayTables.Schema);
        var table = new KeyTable(database, new KeyFile(directory));
        lock (_opened)
        {
            _opened.AddRange([table, database]);
        }

        return table;
    }
}
