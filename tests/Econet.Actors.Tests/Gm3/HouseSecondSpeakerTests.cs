using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Session;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Two gateways on one adapter, who hear the bus and not each other; and what only looks like a second one.</summary>
public sealed class HouseSecondSpeakerTests : IDisposable
{
    private static readonly AdapterOptions Shared = new();
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly StateDirectory _state = new();
    private readonly StateDirectory _otherState = new();

    /// <summary>They start with nothing known, or with copies of one disk, at the same moment or one in the other's cycle.</summary>
    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(true, 0, 0)]
    [InlineData(true, 2000, 0)]
    [InlineData(true, 1000, 50)]
    public async Task Two_gateways_on_one_adapter_should_both_say_so_and_part(bool sameStored, double later, int gap)
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(
            new Gm3SimulationOptions { Adapter = Shared with { Gap = TimeSpan.FromMilliseconds(gap), BufferSize = 512 } }, time);
        bus.Start();
        var history = Follow(time, bus);
        var options = new[] { _state, _otherState }.Select(state => new Gm3Options { StateDirectory = state.Path }).ToArray();
        if (sameStored)
        {
            foreach (var stored in options)
            {
                await using var before = await House.StartAsync(time, bus, stored with { SourceAddress = 112 });
                await before.UntilLearned();
                await before.StopAsync();
            }
        }

        await using var first = await House.StartAsync(time, bus, options[0]);
        time.Advance(TimeSpan.FromMilliseconds(later) + TimeSpan.FromTicks(1));
        await using var second = await House.StartAsync(time, bus, options[1]);
        House[] houses = [first, second];
        var watch = new Watch(time, bus, houses, history);

        await watch.UntilAsync(Soon, houses.Length, p => p.Any(problem => problem.Code == ProblemCode.SecondSpeaker));
        await watch.RunAsync(TimeSpan.FromSeconds(45));

        ushort?[] addresses = [await first.Address(), await second.Address()];
        Assert.NotEqual(addresses[0], addresses[1]);
        Assert.All(addresses, address => Assert.Contains(address!.Value, bus.Peripherals));
        Assert.All(await watch.SnapshotsAsync(), snapshot =>
        {
            Assert.Equal(bus.ParameterCount, snapshot.Parameters.Length);
            Assert.DoesNotContain(snapshot.Parameters, p => p.Quality == Quality.Stale);
        });
        var unbidden = bus.Etiquette.WithoutToken;
        await watch.UntilAsync(SecondSpeaker.Memory + Soon, houses.Length, p => p.IsEmpty);
        await watch.EndAsync();
        Assert.Equal(unbidden, bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Gateways_whose_address_is_set_should_stay_say_so_and_take_turns_until_one_has_gone()
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions { Adapter = Shared }, time);
        bus.Start();
        var history = Follow(time, bus);
        var options = new Gm3Options { SourceAddress = 112 };
        await using var first = await House.StartAsync(time, bus, options);
        time.Advance(TimeSpan.FromMilliseconds(700));
        await using (var second = await House.StartAsync(time, bus, options))
        {
            House[] houses = [first, second];
            var watch = new Watch(time, bus, houses, history);
            await watch.UntilAsync(Soon, houses.Length, p => p.Any(problem => problem.Code == ProblemCode.SecondSpeaker));
            await watch.RunAsync(TimeSpan.FromMinutes(1));

            Assert.All(await watch.SnapshotsAsync(), snapshot =>
            {
                Assert.True(snapshot.Alive);
                Assert.Contains("the configured address 112", Assert.Single(snapshot.Problems).Message, StringComparison.Ordinal);
                Assert.DoesNotContain(snapshot.Parameters, p => p.Quality == Quality.Stale);
            });
            await watch.EndAsync();
            await second.StopAsync();
        }

        await first.Until(SecondSpeaker.Memory + Soon, s => s.Problems.IsEmpty);
        Assert.Equal((ushort?)112, await first.Address());
        first.UntilTokenReturned();
    }

    /// <summary>On another adapter it is heard: it answers at our address and gives back tokens that we are granted.</summary>
    [Fact]
    public async Task Gateway_should_say_that_another_module_has_its_address_and_leave_it()
    {
        await using var house = await House.RunningAsync();
        var former = await house.Address();
        house.Bus.Inject(new FaultPlan().GiveAddressAway());

        await house.Until(Soon, s => s.Problems.Any(p => p.Code == ProblemCode.SecondSpeaker && p.Message.Contains($"{former},", StringComparison.Ordinal)));
        await house.UntilAsync(TimeSpan.FromMinutes(1), async () => await house.Address() is { } address && address != former);
        house.UntilTokenReturned();
    }

    public static TheoryData<string> Innocent => [.. Negatives.Keys];

    private static readonly Dictionary<string, FaultPlan> Negatives = new()
    {
        ["bit errors"] = new FaultPlan().BitErrors(1e-3),
        ["lost answers"] = new FaultPlan().LoseAnswers(0.3),
        ["doubled answers"] = new FaultPlan().DoubleAnswers(),
        ["some doubled answers"] = new FaultPlan().DoubleAnswers(0.3),
        ["late answers"] = new FaultPlan().DelayAnswers(TimeSpan.FromMilliseconds(450), 0.2),
        ["very late answers"] = new FaultPlan().DelayAnswers(TimeSpan.FromSeconds(4), 0.1),
        ["late, lost and doubled answers"] =
            new FaultPlan().DelayAnswers(TimeSpan.FromMilliseconds(700), 0.2).LoseAnswers(0.2).DoubleAnswers(0.3).BitErrors(2e-4),
        ["echo"] = new FaultPlan().Echo(),
        ["echo and bit errors"] = new FaultPlan().Echo().BitErrors(1e-3),
        ["echo of doubled answers"] = new FaultPlan().Echo().DoubleAnswers(0.5),
        ["grants said twice"] = new FaultPlan().GrantTwice(),
        ["noise"] = new FaultPlan().Noise(TimeSpan.FromMilliseconds(300)),
        ["answers to others that look like ours"] = new FaultPlan().MimicAnswers(),
        ["lost returns"] = new FaultPlan().LoseReturns(0.2),
    };

    [Theory]
    [MemberData(nameof(Innocent))]
    public async Task A_bad_line_should_not_be_taken_for_a_second_speaker(string name)
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { TokenSilence = TimeSpan.FromSeconds(3) });
        var address = await house.Address();
        house.Bus.Inject(Negatives[name]);
        for (var second = 0; second < 120; second += 3)
        {
            house.Time.Advance(TimeSpan.FromSeconds(3));
            Assert.DoesNotContain((await house.Device.SnapshotAsync()).Problems, p => p.Code == ProblemCode.SecondSpeaker);
        }

        Assert.Equal(address, await house.Address());
    }

    /// <summary>The adapter hands the new one what was said to the old one, and answers to it are still on their way.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 50)]
    public async Task A_former_self_should_not_be_taken_for_a_second_speaker(bool echo, int gap)
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(
            new Gm3SimulationOptions
            {
                Adapter = new AdapterOptions { Backlog = 4096, Gap = TimeSpan.FromMilliseconds(gap), BufferSize = 512 },
                Faults = echo ? new FaultPlan().Echo() : FaultPlan.None,
            },
            time);
        bus.Start();
        var options = new Gm3Options { StateDirectory = _state.Path, SourceAddress = 112 };
        for (var kill = 0; kill < 8; kill++)
        {
            await using (var house = await House.StartAsync(time, bus, kill == 0 ? options : options with { SourceAddress = null }))
            {
                await house.UntilTokenHeld();
                await house.Until(TimeSpan.FromSeconds(30), s => s.Alive);
                await house.UntilTokenHeld();
                Assert.Equal((ushort?)112, await house.Address());
                Assert.DoesNotContain((await house.Device.SnapshotAsync()).Problems, p => p.Code == ProblemCode.SecondSpeaker);
            }

            time.Advance(TimeSpan.FromMilliseconds(kill * 40));
        }
    }

    public void Dispose()
    {
        _state.Dispose();
        _otherState.Dispose();
    }

    private static DeviceHistory Follow(VirtualTime time, Gm3Simulator bus)
    {
        var history = new DeviceHistory(time, bus);
        time.CreateTimer(_ => history.Sample(), null, DeviceHistory.Interval, DeviceHistory.Interval);
        return history;
    }

    /// <summary>Holds what both serve and say of writes against what the device really holds, while time passes.</summary>
    private sealed class Watch
    {
        private static readonly string[] Written = ["103", "107", "119", "238"];

        private readonly VirtualTime _time;
        private readonly Gm3Simulator _bus;
        private readonly House[] _houses;
        private readonly DeviceHistory _history;
        private readonly TrustChecks[] _checks;
        private readonly List<(int House, Task<WriteResult> Result)> _writes = [];
        private readonly List<string> _log = [];
        private int _steps;

        public Watch(VirtualTime time, Gm3Simulator bus, House[] houses, DeviceHistory history)
        {
            (_time, _bus, _houses, _history) = (time, bus, houses, history);
            _checks = [.. houses.Select(_ => new TrustChecks(time, history) { StartedAt = time.GetUtcNow() })];
        }

        public async Task<DeviceSnapshot[]> SnapshotsAsync() => await Task.WhenAll(_houses.Select(house => house.Device.SnapshotAsync()));

        /// <summary>Until it was so of as many of them, each at some moment.</summary>
        public async Task UntilAsync(TimeSpan most, int count, Func<System.Collections.Immutable.ImmutableArray<Problem>, bool> condition)
        {
            var met = new HashSet<int>();
            for (var passed = TimeSpan.Zero; met.Count < count; passed += DeviceHistory.Interval)
            {
                Assert.True(passed <= most, $"It came to be so of {met.Count} and not of {count}:\n{string.Join('\n', _log)}");
                await StepAsync();
                var snapshots = await SnapshotsAsync();
                met.UnionWith(Enumerable.Range(0, _houses.Length).Where(i => condition(snapshots[i].Problems)));
            }
        }

        public async Task RunAsync(TimeSpan span)
        {
            for (var passed = TimeSpan.Zero; passed < span; passed += DeviceHistory.Interval)
            {
                await StepAsync();
            }
        }

        /// <summary>All tokens are back, and every write has ended as it was said to.</summary>
        public async Task EndAsync()
        {
            await _houses[0].Within(TimeSpan.FromSeconds(60), Task.WhenAll(_writes.Select(write => write.Result)));
            _houses[0].UntilTokenReturned();
            _history.Sample();
            foreach (var (house, result) in _writes.Where(write => write.Result.Result.Error != EconetError.Superseded))
            {
                _checks[house].Check(await result, accepted: false);
            }

            Assert.Contains(_writes, write => write.Result.Result.Success);
            Assert.Equal((0, _bus.Etiquette.TokensGranted), (_bus.Etiquette.TokensTakenBack, _bus.Etiquette.TokensReturned));
        }

        private async Task StepAsync()
        {
            _time.Advance(DeviceHistory.Interval);
            if (++_steps % 10 != 0)
            {
                return;
            }

            var snapshots = await SnapshotsAsync();

            // A value may have changed and been read since the last sample.
            _history.Sample();
            for (var house = 0; house < _houses.Length; house++)
            {
                _log.Add($"{_bus.LocalTime:T} {house} at {await _houses[house].Address()}, {string.Join(", ", snapshots[house].Problems.Select(p => p.Code))}");
                _checks[house].Check(snapshots[house]);
                if (_steps % 50 == 10 * (house + 1) && snapshots[house].Alive)
                {
                    // Each its own parameters, so that neither undoes what the other has just written.
                    var key = Written[house + (2 * (_steps / 50 % 2))];
                    var value = key == "119" ? _steps / 100 % 3 : 20 + (_steps / 50 % 15);
                    _writes.Add((house, _houses[house].Device.WriteAsync(key, value)));
                }
            }
        }
    }
}
