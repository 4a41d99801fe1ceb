using Akka.Actor;
using Akka.Configuration;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Storage;
using Econet.Actors.TestKit;
using Econet.Values;

namespace Econet.Actors.Tests.Storage;

public sealed class StoreActorTests : IAsyncLifetime
{
    private readonly StateDirectory _state = new();
    private readonly List<StoreHealth> _told = [];
    private readonly ActorSystem _system;
    private readonly IActorRef _store;

    public StoreActorTests()
    {
        _system = ActorSystem.Create("test", VirtualAkka.Config(_state.Time));
        var listener = _system.ActorOf(Props.Create(() => new Listener(_told)));
        _store = _system.ActorOf(StoreActor.Props(StateFilePlace.Of(_state.Path, "house"), "house", _state.Time, subscriber: listener));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        _state.Dispose();
    }

    [Fact]
    public async Task Store_should_write_once_in_ten_minutes_when_readings_come_all_the_time()
    {
        await _store.Ask<StoreMessages.Loaded>(StoreMessages.Load.Instance);
        var log = new FileInfo(_state.Database + "-wal");
        var before = log.Length;
        for (var cycle = 0; cycle < 199; cycle++)
        {
            _state.Time.Advance(TimeSpan.FromSeconds(3));
            _store.Tell(new StoreMessages.SaveValues(_state.Values(100, cycle)));
        }

        _state.Time.Settle();
        log.Refresh();
        Assert.Equal(before, log.Length);

        _state.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(Value.Of(99 + (0.25f * 198)), _state.OpenAfterPowerLoss().Load().Values[99].Value);
    }

    [Fact]
    public async Task Store_should_have_a_write_on_disk_when_it_says_so()
    {
        await _store.Ask<StoreMessages.Loaded>(StoreMessages.Load.Instance);
        _store.Tell(new StoreMessages.SaveDocument("address", [1]));

        Assert.Equal(
            new StoreMessages.WriteSaved(5, StoreMessages.Keeping.OnDisk),
            await _store.Ask<StoreMessages.WriteSaved>(new StoreMessages.SaveWrite(_state.Job(5, WriteStatus.Sent))));

        var state = _state.OpenAfterPowerLoss().Load();
        Assert.Equal(WriteStatus.Sent, Assert.Single(state.Writes).Status);
        Assert.Equal([1], state.Documents["address"]);
    }

    [Fact]
    public async Task Store_should_save_once_and_answer_each_when_writes_come_together()
    {
        await _store.Ask<StoreMessages.Loaded>(StoreMessages.Load.Instance);
        var log = new FileInfo(_state.Database + "-wal");
        var before = log.Length;
        Task<StoreMessages.WriteSaved>[] answers = [];

        // On the thread of the actors, so that the last is there before the first is looked at.
        _state.Time.Post(() => answers =
            [.. Enumerable.Range(1, 20).Select(id => _store.Ask<StoreMessages.WriteSaved>(new StoreMessages.SaveWrite(_state.Job(id))))]);
        _state.Time.Settle();

        Assert.Equal(Enumerable.Range(1, 20).Select(id => (long)id), (await Task.WhenAll(answers)).Select(a => a.Id));
        Assert.Equal(20, _state.OpenAfterPowerLoss().Load().Writes.Length);
        log.Refresh();
        Assert.InRange(log.Length - before, 1, 5 * 4096);
    }

    [Fact]
    public async Task Store_should_save_what_is_left_when_it_is_stopped()
    {
        _store.Tell(new StoreMessages.SaveValues(_state.Values(3)));

        Assert.True(await _store.GracefulStop(TimeSpan.FromMinutes(1)));

        Assert.Equal(_state.Values(3), _state.Open().Load().Values);
    }

    [Fact]
    public async Task Store_should_tell_its_health_and_return_by_itself_when_the_disk_goes_and_comes()
    {
        File.WriteAllText(_state.Path, "a file where the directory should be");

        Assert.False((await _store.Ask<StoreMessages.Loaded>(StoreMessages.Load.Instance)).Health.OnDisk);
        var saved = await _store.Ask<StoreMessages.WriteSaved>(new StoreMessages.SaveWrite(_state.Job(1)));
        Assert.Equal((1, StoreMessages.Keeping.DiskFails), (saved.Id, saved.Keeping));
        Assert.Contains("can't be created", saved.Problem);
        File.Delete(_state.Path);
        _state.Time.Advance(StateDirectory.RetryInterval - TimeSpan.FromMilliseconds(1));
        Assert.Equal([false], _told.Select(h => h.OnDisk));
        _state.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal([false, true], _told.Select(h => h.OnDisk));
        Assert.Equal(1, Assert.Single(_state.OpenAfterPowerLoss().Load().Writes).Id);
    }

    [Fact]
    public async Task Store_should_run_when_the_system_has_the_hosts_settings()
    {
        using var stream = typeof(StoreActor).Assembly.GetManifestResourceStream("econet.conf")!;
        using var reader = new StreamReader(stream);
        using var system = ActorSystem.Create("host", ConfigurationFactory.ParseString(await reader.ReadToEndAsync()));
        var store = system.ActorOf(StoreActor.Props(StateFilePlace.Of(_state.Path, "house"), "house", TimeProvider.System, subscriber: ActorRefs.Nobody));

        Assert.True((await store.Ask<StoreMessages.Loaded>(StoreMessages.Load.Instance)).Health.OnDisk);
        await system.Terminate();
    }

    private sealed class Listener(List<StoreHealth> told) : UntypedActor
    {
        protected override void OnReceive(object message) => told.Add((StoreHealth)message);
    }
}
