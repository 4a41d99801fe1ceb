using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Coordination;
using Econet.Actors.Cluster;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Cluster.Region;
using Econet.Actors.Cluster.State;
using Econet.Actors.Messages;
using Econet.Actors.Storage;
using Econet.Actors.Tests.Storage;
using Econet.Cluster.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Econet.Cluster.Tests;

/// <summary>The shared database: the same promises as a state file, and who may keep them.</summary>
public sealed class PostgresStateTests : StatePlaceContract, IClassFixture<PostgresServer>, IAsyncLifetime
{
    private readonly string _device = Guid.NewGuid().ToString("N");
    private readonly FakeTimeProvider _time = new();
    private readonly SharedDatabase _database;
    private readonly Epochs _epochs;
    private readonly ActorSystem _system;
    private long _epoch = 1;

    public PostgresStateTests(PostgresServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        _database = new SharedDatabase(server.Connection, SharedSchema.Devices);
        _epochs = new Epochs(_database);
        var options = new EconetClusterOptions { Host = "node", Database = server.Connection };
        _system = ActorSystem.Create("leases", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
            """
            econet.cluster.lease {
              lease-class = "Econet.Actors.Cluster.State.PostgresLease, Econet.Actors.Cluster"
              heartbeat-interval = 100 ms
              heartbeat-timeout = 400 ms
              lease-operation-timeout = 2 s
            }
            """)), new ClusterSetup(options, _database)));
    }

    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is not null)
        {
            await _epochs.BeginAsync(_device, 0);
        }
    }

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        _database.Dispose();
    }

    [PostgresFact]
    public void State_should_come_back_whole() => State_should_come_back_whole_when_it_is_opened_again();

    [PostgresFact]
    public void Later_state_should_count() => Later_should_take_the_place_of_earlier();

    [PostgresFact]
    public void Bad_row_should_not_keep_the_others_out() => Row_that_can_not_be_kept_should_not_keep_the_others_out("kit\0chen");

    [PostgresFact]
    public void Old_writes_should_go() => Old_ended_writes_should_go_and_those_under_way_should_stay();

    [PostgresFact]
    public async Task Device_should_keep_its_number_and_one_that_comes_again_should_have_another()
    {
        var stored = new StoredCatalog(_database);
        var entry = new CatalogEntry(new DeviceSpec("again", "gm3", "tcp://10.0.0.7:4001"), null);

        var first = await stored.PutAsync(entry);
        var renamed = await stored.PutAsync(entry with { Spec = entry.Spec with { Name = "Again" } });
        await stored.RemoveAsync("again");
        var second = await stored.PutAsync(entry);

        Assert.Equal(first, renamed);
        Assert.NotEqual(first, second);
        Assert.Equal(second, Assert.Single(await stored.ReadAsync(), one => one.Spec.Id == "again").Number);
        await stored.RemoveAsync("again");
    }

    [PostgresFact]
    public async Task Former_owner_should_save_nothing_when_another_has_begun()
    {
        using var former = new DeviceStore(Place(), _time);
        former.PutDocument("a", [1]);
        Assert.True(former.Commit());
        _epoch = (await _epochs.BeginAsync(_device, 1))!.Value;

        former.PutDocument("a", [2]);
        Assert.False(former.Commit());

        Assert.Contains("Another node", former.Health.Problem, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(former.Commit());
        using var owner = new DeviceStore(Place(), _time);
        Assert.Equal([1], owner.Load().Documents["a"]);
    }

    [PostgresFact]
    public async Task Epoch_should_be_begun_by_one_of_two_who_saw_the_same_last_one()
    {
        var last = await _epochs.LastAsync(_device);

        var begun = await Task.WhenAll(_epochs.BeginAsync(_device, last), _epochs.BeginAsync(_device, last));

        Assert.Equal([last + 1], begun.OfType<long>());
    }

    [PostgresFact]
    public async Task Lease_should_be_one_owners_until_a_second_after_it_has_expired()
    {
        var (one, other) = (Lease("one"), Lease("other"));
        Assert.True(await one.Acquire());

        var refused = new List<bool>();
        var began = TimeProvider.System.GetTimestamp();
        while (!await other.Acquire())
        {
            refused.Add(true);
        }

        Assert.NotEmpty(refused);
        Assert.True(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(1.3));
        Assert.False(await one.Acquire());
    }

    [PostgresFact]
    public async Task Lease_should_be_anothers_at_once_when_it_is_released()
    {
        var (one, other) = (Lease("one"), Lease("other"));
        Assert.True(await one.Acquire());
        Assert.False(await other.Acquire());

        await one.Release();

        Assert.True(await other.Acquire());
    }

    [PostgresFact]
    public async Task Licence_should_go_on_when_it_ended_and_nobody_else_had_the_device()
    {
        var lease = BusLease("one");
        var (licence, _) = (await lease.TakeAsync())!.Value;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(licence.IsValid);

        Assert.True(await lease.RenewAsync(licence));

        Assert.True(licence.IsValid);
    }

    [PostgresFact]
    public async Task Licence_should_be_lost_when_it_ended_and_another_has_had_the_device()
    {
        var (one, other) = (BusLease("one"), BusLease("other"));
        var (licence, _) = (await one.TakeAsync())!.Value;
        await Lease("one").Release();
        _ = (await other.TakeAsync())!.Value;
        await Lease("other").Release();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await one.RenewAsync(licence));

        Assert.False(licence.IsValid);
    }

    [PostgresFact]
    public async Task Database_of_a_later_version_should_be_left_alone()
    {
        await using (var connection = await _database.OpenAsync())
        {
            await using var later = new NpgsqlCommand("UPDATE econet.version SET version = version + 1", connection);
            await later.ExecuteNonQueryAsync();
        }

        using var old = new SharedDatabase(_system.Settings.Setup.Get<ClusterSetup>().Value.Options.Database, SharedSchema.Devices);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(old.OpenAsync);

        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
        await using var back = await _database.OpenAsync();
        await using var same = new NpgsqlCommand("UPDATE econet.version SET version = version - 1", back);
        await same.ExecuteNonQueryAsync();
    }

    private protected override IStatePlace Place() => new PostgresPlace(_database, _device, _epoch);

    private Lease Lease(string owner) => LeaseProvider.Get(_system).GetLease(_device, "econet.cluster.lease", owner);

    private BusLease BusLease(string owner) => new(_device, Lease(owner), _epochs, _time);
}
