using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Hosting;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Values;

namespace Econet.Actors.Tests.Devices;

public sealed class AwaitingCodeTests
{
    /// <summary>A start takes much longer than a run.</summary>
    private const int Starts = 20, RunsEach = 50;

    [Fact]
    public async Task Control_loop_that_awaits_should_run_the_same_every_time()
    {
        var results = new HashSet<string>();
        for (var start = 0; start < Starts; start++)
        {
            results.UnionWith(await RunAsync());
        }

        Assert.Single(results);
    }

    [Fact]
    public async Task Control_loop_should_run_the_same_when_a_house_starts_it()
    {
        var results = new HashSet<string>();
        for (var run = 0; run < 5; run++)
        {
            await using var house = await House.RunningAsync();
            var written = new List<string>();
            var loop = house.Run(async () =>
            {
                for (var i = 0; i < 4; i++)
                {
                    var read = await house.Device.ReadAsync("TempWthr");
                    await Task.Delay(TimeSpan.FromSeconds(7), house.Time);
                    await house.Device.WriteAsync("HDWTSetPoint", 45 + i);
                    written.Add($"{read.Value} {house.Time.GetTimestamp()}");
                }
            });
            await house.Within(TimeSpan.FromMinutes(2), loop);
            results.Add(string.Join(';', written));
        }

        Assert.Single(results);
    }

    /// <summary>What a loop that reads, waits and writes does to a device that answers each after some time of its own; one run after the other.</summary>
    private static async Task<IReadOnlyList<string>> RunAsync()
    {
        using var time = new VirtualTime();
        var setup = new EconetSetup(() => [new DeviceRegistration("house", "fake", _ => Props.Empty)], [], () => new LocalRegion());
        var system = ActorSystem.Create("run", BootstrapSetup.Create().WithConfig(VirtualAkka.Config(time)).And(setup));
        var told = new List<string>();
        var region = system.ActorOf(Props.Create(() => new SlowDevice(time, told)));
        ActorRegistry.For(system).Register<EconetDevices>(region);
        var device = new EconetClient(system, new Required(region)).Device("house");
        time.Settle();

        var runs = new List<string>();
        for (var run = 0; run < RunsEach; run++)
        {
            Run(device, time);
            runs.Add(string.Join(';', told));
            told.Clear();
            region.Tell(SlowDevice.AsNew.Instance);
            time.Settle();
        }

        await system.Terminate();
        return runs;
    }

    private static void Run(IDevice device, VirtualTime time)
    {
        Task? loop = null;
        time.Context.Send(_ => loop = LoopAsync(device, time), null);
        for (var step = 0; step < 100 && !loop!.IsCompleted; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.True(loop!.IsCompletedSuccessfully, "The loop has not ended");
    }

    private static async Task LoopAsync(IDevice device, TimeProvider time)
    {
        for (var i = 0; i < 5; i++)
        {
            var read = await device.ReadAsync("outside");
            await Task.Delay(TimeSpan.FromMilliseconds(3 + read.Value.ToDouble()), time);
            await device.WriteAsync("setpoint", i);
        }
    }

    private sealed class SlowDevice(VirtualTime time, List<string> told) : UntypedActor
    {
        private int _count;
        private long _began = time.GetTimestamp();

        protected override void OnReceive(object message)
        {
            if (message is AsNew)
            {
                (_count, _began) = (0, time.GetTimestamp());
                return;
            }

            var asked = ((ToDevice)message).Message;
            told.Add($"{asked.GetType().Name} {time.GetTimestamp() - _began}");
            var delay = TimeSpan.FromMilliseconds(++_count * 7 % 11);
            object answer = asked is GetParameter get
                ? new ParameterValue(
                    new ParameterDefinition(0, get.Key, Unit.None, ParameterType.Int32, Writable: false), get.Key, Value.Of(_count), Quality.Good, null, null, null, null)
                : new WriteResult("setpoint", 0, Value.None, Value.Of(1), time.GetUtcNow());
            Context.System.Scheduler.ScheduleTellOnce(delay, Sender, answer, Self);
        }

        /// <summary>For the next run.</summary>
        public sealed record AsNew
        {
            public static readonly AsNew Instance = new();
        }
    }

    private sealed class Required(IActorRef region) : IRequiredActor<EconetDevices>
    {
        public IActorRef ActorRef => region;

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(region);
    }
}
