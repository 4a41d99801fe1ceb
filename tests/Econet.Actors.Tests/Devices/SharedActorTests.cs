using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.NeaSmart;
using Econet.Modbus.NeaSmart;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Actors.Tests.Devices;

public sealed class SharedActorTests
{
    private static readonly Type[] Asked = [.. Nonsense.Public, .. Nonsense.In(typeof(DeviceMessages))];

    private static readonly Type[] Told =
        [.. Asked, .. Nonsense.In(typeof(ParameterMessages)), .. Nonsense.In(typeof(StoreMessages)), .. Nonsense.In(typeof(NeaSmartMessages))];

    [Fact]
    public async Task Device_should_notice_nothing_when_it_is_asked_nonsense()
    {
        await using var house = await House.RunningAsync();
        var failures = Failures(house.System);
        var region = await house.Services.GetRequiredService<IRequiredActor<EconetDevices>>().GetAsync();
        var changes = house.Device.WatchAsync().GetAsyncEnumerator();
        var change = changes.MoveNextAsync().AsTask();
        var write = house.Device.WriteAsync("HDWTSetPoint", 47);

        foreach (var nonsense in Asked.SelectMany(Nonsense.Of).Where(message => message is not (DeviceMessages.Release or DeviceMessages.Remove)))
        {
            region.Tell(nonsense);
            if (nonsense is IDeviceRequest request)
            {
                region.Tell(new ToDevice("house", request));
            }
            else
            {
                house.System.ActorSelection("/user/econet/house").Tell(nonsense);
            }
        }

        Assert.True((await house.Within(TimeSpan.FromSeconds(10), write)).Success);
        await house.Within(TimeSpan.FromSeconds(10), change);
        Assert.True(await change);
        Assert.True((await house.Within(TimeSpan.FromSeconds(10), house.Device.WriteAsync("HDWTSetPoint", 48))).Success);
        Assert.True(failures.Restarted.Count == 0, string.Join("\n", failures.Restarted.Take(2)));
    }

    [Theory]
    [InlineData("parameters")]
    [InlineData("parameters/0-103")]
    [InlineData("store")]
    public async Task Part_should_go_on_when_it_is_told_nonsense(string part)
    {
        using var state = new Storage.StateDirectory();
        await using var house = await House.RunningAsync(options: new Actors.Gm3.Gm3Options { StateDirectory = state.Path });
        var failures = Failures(house.System);

        foreach (var nonsense in Told.SelectMany(Nonsense.Of))
        {
            house.Part(part).Tell(nonsense);
        }

        house.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(failures.Restarted.Count == 0, string.Join("\n", failures.Restarted.Take(2)));
    }

    [Fact]
    public async Task Registers_should_go_on_when_they_are_told_nonsense()
    {
        await using var house = await BaseHouse.StartAsync();
        var setpoint = RegisterMap.Zone(1, 3).Setpoint;
        house.Write(setpoint.Address, Modbus.Dpt9.Encode(20));
        var failures = Failures(house.System);

        foreach (var nonsense in Told.SelectMany(Nonsense.Of))
        {
            house.System.ActorSelection("/user/econet/neasmart/device/registers").Tell(nonsense);
        }

        house.Seconds(10);
        Assert.True(failures.Restarted.Count == 0, string.Join("\n", failures.Restarted.Take(2)));
        Assert.True((await house.Wish(setpoint.Key, 22.5)).Success);
        Assert.Equal(Modbus.Dpt9.Encode(22.5), house.Read(setpoint.Address));
    }

    [Fact]
    public async Task Request_should_fail_for_the_one_who_asked_when_it_is_nonsense()
    {
        await using var house = await House.RunningAsync();
        var region = await house.Services.GetRequiredService<IRequiredActor<EconetDevices>>().GetAsync();

        foreach (var nonsense in new IDeviceRequest[]
        {
            new GetParameter(null!), new WriteParameter(null!, 1), new WriteParameter("103", new object()),
        })
        {
            var answer = await Answer(house, region, new ToDevice("house", nonsense));
            Assert.True(answer is RequestFailed or WriteResult { Success: false }, $"{answer}");
        }

        Assert.IsType<RequestFailed>(await Answer(house, region, new ToDevice(null!, new GetParameter("103"))));
    }

    [Fact]
    public async Task Every_key_should_be_unavailable_until_it_is_known_what_the_device_has()
    {
        await using var house = await House.StartAsync();

        var read = await Assert.ThrowsAsync<EconetException>(() => house.Device.ReadAsync("HDWTSetPoint"));
        var write = await house.Device.WriteAsync("HDWTSetPoint", 47);

        Assert.Equal((EconetError.Unavailable, EconetError.Unavailable), (read.Error, write.Error));
    }

    private static Task<object> Answer(House house, IActorRef region, object message) =>
        house.Within(TimeSpan.FromSeconds(5), region.Ask<object>(message));

    private static FailureLog Failures(ActorSystem system)
    {
        var log = new FailureLog();
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Listener(log))), typeof(Error));
        return log;
    }

    /// <summary>What supervisors had to do something about.</summary>
    private sealed class FailureLog
    {
        public List<string> Restarted { get; } = [];
    }

    private sealed class Listener(FailureLog log) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Error { LogClass: var by } error && by.IsAssignableTo(typeof(SupervisorStrategy)))
            {
                log.Restarted.Add($"{error}");
            }
        }
    }
}
