using System.Text.Json;
using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Hosting;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Devices;

public sealed class DevicesAtRunTimeTests
{
    private static readonly DeviceSpec Attic = new("attic", "gm3", "tcp://127.0.0.1:1");

    [Fact]
    public async Task Device_should_be_one_like_others_when_it_is_added()
    {
        await using var house = await House.RunningAsync();
        var lists = house.Econet.DevicesAsync().GetAsyncEnumerator();
        await lists.MoveNextAsync();
        Assert.Equal(["house"], lists.Current);

        var attic = await house.Econet.AddAsync(Attic);

        await lists.MoveNextAsync();
        Assert.Equal(["house", "attic"], lists.Current);
        Assert.Equal(["house", "attic"], house.Econet.Devices);
        Assert.Equal("attic", (await attic.SnapshotAsync()).Device);
        Assert.Equal("gm3", (await house.Econet.Device("attic").StatusAsync()).Kind);

        await house.Within(TimeSpan.FromSeconds(20), house.Econet.RemoveAsync("attic"));

        await lists.MoveNextAsync();
        Assert.Equal(["house"], lists.Current);
        Assert.Equal(EconetError.NotFound, (await Assert.ThrowsAsync<EconetException>(() => attic.SnapshotAsync())).Error);
        Assert.Throws<EconetException>(() => house.Econet.Device("attic"));
        Assert.Equal(EconetError.NotFound, (await Assert.ThrowsAsync<EconetException>(() => house.Econet.RemoveAsync("attic"))).Error);
        Assert.Equal("attic", (await house.Econet.AddAsync(Attic)).Id);
    }

    [Fact]
    public async Task Device_should_give_the_token_back_and_end_its_events_when_it_is_removed()
    {
        await using var house = await House.RunningAsync();
        var events = house.Device.EventsAsync().GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        await house.UntilTokenHeld();

        await house.Within(TimeSpan.FromSeconds(10), house.Econet.RemoveAsync("house"));

        Assert.True(house.Bus.Etiquette.IsTokenBack);
        while (await events.MoveNextAsync())
        {
        }

        var sent = house.Bus.Etiquette.FramesSent;
        house.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(sent, house.Bus.Etiquette.FramesSent);
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task State_file_should_stay_or_go_as_is_wished_when_a_device_is_removed(bool delete)
    {
        using var state = new StateDirectory();
        await using var house = await House.StartAsync(options: new Gm3Options { StateDirectory = state.Path });
        await house.UntilLearned();
        var file = Path.Combine(state.Path, "house.db");
        Assert.True(File.Exists(file));
        house.Bus.Inject(new FaultPlan().GrantNoTokens());
        house.UntilTokenReturned();
        await house.Device.WriteAsync("HDWTSetPoint", 47, new WriteOptions(AnswerWhenAccepted: true));
        var witness = RunWitness.PathOf(file);

        await house.Within(TimeSpan.FromSeconds(20), house.Econet.RemoveAsync("house", delete));

        Assert.Equal(!delete, File.Exists(file));
        Assert.Equal(!delete && witness is not null, File.Exists(witness));
        Assert.Equal(delete, Directory.GetFiles(state.Path).Length == 0);
    }

    [Theory]
    [InlineData("a b", "gm3", "tcp://127.0.0.1:1", null, "a b")]
    [InlineData("house", "gm3", "tcp://127.0.0.1:1", null, "house")]
    [InlineData("attic", "steam", "tcp://127.0.0.1:1", null, "gm3, neasmart")]
    [InlineData("attic", "gm3", "ftp://127.0.0.1", null, "ftp://")]
    [InlineData("attic", "gm3", "tcp://127.0.0.1:99999", null, "99999")]
    [InlineData("attic", "gm3", "tcp://127.0.0.1:1", """{"baud": 1}""", "Baud of device 'attic' is 1")]
    [InlineData("attic", "gm3", "tcp://127.0.0.1:1", """{"bauds": 9600}""", "bauds")]
    [InlineData("attic", "gm3", "tcp://127.0.0.1:1", """{"write_timeout": "soon"}""", "write_timeout")]
    [InlineData("attic", "gm3", "tcp://127.0.0.1:1", "[]", "options")]
    [InlineData("attic", "gm3", null, null, "empty")]
    [InlineData("attic", null, "tcp://127.0.0.1:1", null, "gm3")]
    [InlineData(null, "gm3", "tcp://127.0.0.1:1", null, "Device id")]
    [InlineData("attic", "neasmart", "listen://nowhere", null, "listen://")]
    [InlineData("attic", "neasmart", "listen://0.0.0.0:502", """{"units": [248]}""", "Units of device 'attic' is [248]")]
    public async Task Device_should_be_refused_with_the_reason_when_there_can_be_none(
        string? id, string? kind, string? address, string? options, string reason)
    {
        await using var house = await House.StartAsync();

        var refused = await Assert.ThrowsAsync<EconetException>(() => house.Econet.AddAsync(new DeviceSpec(
            id!, kind!, address!, options is null ? null : JsonSerializer.Deserialize<JsonElement>(options))));

        Assert.Equal(EconetError.BadRequest, refused.Error);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["house"], house.Econet.Devices);
    }

    [Fact]
    public async Task Port_should_be_refused_when_another_device_has_it()
    {
        await using var house = await House.StartAsync();
        await house.Econet.AddAsync(Attic);

        var refused = await Assert.ThrowsAsync<EconetException>(() => house.Econet.AddAsync(Attic with { Id = "cellar" }));

        Assert.Contains("'attic' does", refused.Message, StringComparison.Ordinal);
        await house.Econet.AddAsync(Attic with { Id = "cellar", Address = "tcp://127.0.0.1:2" });
    }

    [Fact]
    public void Options_of_plain_data_should_be_those_of_the_kind()
    {
        var read = SpecOptions.Read<Gm3Options>(Attic with
        {
            Options = JsonSerializer.Deserialize<JsonElement>(
                """{"token_required": false, "write_timeout": "00:01:00", "breaker": {"failures": 7}, "write_budget": {"per_hour": 3}, "thermostat": {"fallback": 18.5}}"""),
        });

        Assert.Equal((false, TimeSpan.FromMinutes(1), 7, 3, 18.5f), (
            read.TokenRequired, read.WriteTimeout, read.Breaker.Failures, read.WriteBudget.PerHour, read.Thermostat!.Fallback));
        Assert.Equal(new Gm3Options(), SpecOptions.Read<Gm3Options>(Attic));
    }

    [Fact]
    public async Task Device_should_take_its_bus_up_again_when_it_is_resumed()
    {
        await using var house = await House.RunningAsync();
        var shell = await house.System.ActorSelection("/user/econet/house").ResolveOne(TimeSpan.FromSeconds(10));
        await house.Within(TimeSpan.FromSeconds(20), shell.Ask<DeviceMessages.Released>(DeviceMessages.Release.Instance));
        var granted = house.Bus.Etiquette.TokensGranted;
        house.Time.Advance(TimeSpan.FromMinutes(1));

        shell.Tell(DeviceMessages.Resume.Instance);

        await house.UntilLearned(TimeSpan.FromMinutes(2));
        Assert.True(house.Bus.Etiquette.TokensGranted > granted);
        await house.ExpectQuality("TempWthr", Quality.Good);
    }

    [Fact]
    public async Task Device_should_be_failed_with_its_reason_when_it_can_not_be_made()
    {
        var attempts = 0;
        var clock = new VirtualTime();
        var system = ActorSystem.Create("failing", VirtualAkka.Config(clock));
        var shell = system.ActorOf(DeviceShell.Props(
            new DeviceRegistration("attic", "gm3", _ => ++attempts < 4 ? throw new BusPortException("no driver") : Props.Create(() => new Echo())), DeviceHome.Alone(clock)));
        clock.Settle();

        var status = await shell.Ask<DeviceStatus>(GetStatus.Instance);
        Assert.Equal(("attic", "gm3", "failed", false), (status.Device, status.Kind, status.State, status.Alive));
        Assert.Contains("no driver", Assert.Single(status.Problems).Message, StringComparison.Ordinal);
        var failure = await shell.Ask<RequestFailed>(GetSnapshot.Instance);
        Assert.Contains("no driver", failure.Message, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Equal(2, attempts);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(4, attempts);
        Assert.Equal("here", await shell.Ask<string>("who"));

        await system.Terminate();
        clock.Dispose();
    }

    [Fact]
    public async Task Device_should_be_failed_when_its_actor_can_not_be_constructed()
    {
        var clock = new VirtualTime();
        var system = ActorSystem.Create("failing", VirtualAkka.Config(clock));
        var shell = system.ActorOf(DeviceShell.Props(new DeviceRegistration("attic", "gm3", _ => Props.Create(() => new Unmade())), DeviceHome.Alone(clock)));

        var asked = shell.Ask<RequestFailed>(GetSnapshot.Instance);

        Assert.Contains("never", (await asked).Message, StringComparison.Ordinal);
        await system.Terminate();
        clock.Dispose();
    }

    [Fact]
    public async Task Device_should_be_unknown_to_whoever_asks_or_watches_while_it_leaves()
    {
        await using var bench = new ActorBench();
        var (shell, probe) = (
            bench.System.ActorOf(DeviceShell.Props(new DeviceRegistration("attic", "gm3", _ => Props.Create(() => new Mute())), DeviceHome.Alone(bench.Time))), bench.NewProbe());
        shell.Tell(new DeviceMessages.Remove(DeletesState: false));

        shell.Tell(new WatchDevice(probe.Ref));
        shell.Tell(GetSnapshot.Instance, probe.Ref);
        shell.Tell(new RequestFailed(EconetError.TimedOut, "A failure is never answered, or two could answer each other for ever"), probe.Ref);
        bench.Advance(10);

        Assert.Equal(
            [new WatchEnded("attic", "Device 'attic' not found"), new RequestFailed(EconetError.NotFound, "Device 'attic' not found")],
            probe.All.Select(heard => heard.Message));
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell("here");
    }

    private sealed class Mute : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Unmade : UntypedActor
    {
        public Unmade() => throw new InvalidOperationException("never");

        protected override void OnReceive(object message)
        {
        }
    }
}
