using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A whole device whose controller says what can't be, whether we ask for it or a polling module does.</summary>
public class HouseImpossibleValueTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<string, Value, bool> Impossible
    {
        get
        {
            var all = new TheoryData<string, Value, bool>();
            foreach (var polled in (bool[])[true, false])
            {
                all.Add("TempWthr", Value.Of(670_433f), polled);
                all.Add("TempWthr", Value.Of(-999f), polled);
                all.Add("AxenOutgoingTemp", Value.Of(1e30f), polled);
                all.Add("AXEN_REGISTER_49", Value.Of(ParameterType.UInt16, 0x7FFE), polled);
                all.Add("AXEN_REGISTER_62", Value.Of(ParameterType.UInt16, 0xFFFF), polled);
                all.Add("HDWTSetPoint", Value.Of(ParameterType.UInt8, 0xFF), polled);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task Last_good_value_should_stay_as_suspect_for_as_long_as_the_device_says_what_cannot_be(string key, Value impossible, bool polled)
    {
        await using var house = await House.RunningAsync(Bus(polled));
        var good = (await house.Device.ReadAsync(key)).Value;
        await using var listener = new Listener(house, key);
        var requests = house.Bus.Etiquette.FramesSent;

        house.Bus.Force(house.Bus.IndexOf(key), impossible);
        await house.Until(2 * Minute, s => Of(s, key).Quality == Quality.Suspect);
        for (var second = 0; second < 200; second++)
        {
            house.Time.Advance(TimeSpan.FromSeconds(1));
            var value = await house.Device.ReadAsync(key);
            Assert.Equal((good, Quality.Suspect), (value.Value, value.Quality));
        }

        // Nobody asks for it more often than for any other value of its class.
        Assert.InRange(house.Bus.Etiquette.FramesSent - requests, 0, 1_500);
        house.Bus.Release(house.Bus.IndexOf(key));
        house.Bus.Force(house.Bus.IndexOf(key), good);
        await house.Until(2 * Minute, s => Of(s, key) is { Quality: Quality.Good } now && now.Value == good);

        var heard = await listener.Until(Quality.Good);
        Assert.DoesNotContain(heard, change => change.Value == impossible);
        Assert.Single(heard, change => change.Quality == Quality.Suspect);
    }

    [Fact]
    public async Task Value_should_be_absent_when_the_device_has_never_said_one_that_can_be()
    {
        await using var house = await House.StartAsync(Bus(polled: true));
        house.Bus.Force(house.Bus.IndexOf("TempWthr"), Value.Of(1e30f));
        await house.UntilLearned();

        house.Time.Advance(Minute);
        var value = await house.Device.ReadAsync("TempWthr");

        Assert.Equal((true, Quality.Absent), (value.Value.IsNone, value.Quality));
    }

    [Theory]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NaN, false)]
    [InlineData(999f, true)]
    [InlineData(float.NaN, true)]
    public async Task Absent_sensor_should_be_announced_once_and_only_when_it_was_read_twice_on_a_doubtful_line(float reading, bool inDoubt)
    {
        await using var house = await House.RunningAsync(Bus(polled: true));
        await using var listener = new Listener(house, "TempWthr");
        using var noise = inDoubt ? house.Bus.Inject(new FaultPlan(seed: 3).BitErrors(1e-4)) : null;
        house.Time.Advance(Minute);

        house.Bus.Force(house.Bus.IndexOf("TempWthr"), Value.Of(reading));
        house.Time.Advance(3 * Minute);

        Assert.Single(await listener.Until(Quality.Absent), change => change.Quality == Quality.Absent && !change.OldValue.IsNone);
    }

    [Fact]
    public async Task Counter_should_not_fall_for_one_poll_and_start_again_when_it_does()
    {
        const string Key = "AXEN_REGISTER_1202_1203";
        await using var house = await House.RunningAsync(Bus(polled: true));
        var index = house.Bus.IndexOf(Key);
        Force(house, index, 505_960);
        house.Time.Advance(2 * Minute);
        var known = await house.Device.ReadAsync(Key);
        Assert.Equal((505_960, Quality.Good), ((int)known.Value.ToInteger(), known.Quality));

        Force(house, index, 0);
        await house.Until(Minute, s => Of(s, Key).Quality == Quality.Suspect);
        Force(house, index, 505_961);
        await house.Until(Minute, s => Of(s, Key) is { Quality: Quality.Good, Value: var value } && value == 505_961);

        Force(house, index, 0);
        await house.Until(Minute, s => Of(s, Key).Quality == Quality.Suspect);
        var took = await house.Until(Minute, s => Of(s, Key) is { Quality: Quality.Good, Value: var value } && value == 0);
        Assert.InRange(took.TotalSeconds, 9, 20);
    }

    private static Gm3SimulationOptions Bus(bool polled) => new()
    {
        ModelInterval = TimeSpan.FromHours(10), PollingModule = polled, TokenSilence = TimeSpan.FromSeconds(2),
    };

    private static void Force(House house, int index, int number) =>
        house.Bus.Force(index, Value.Of(ParameterType.UInt32, number));

    private static ParameterValue Of(DeviceSnapshot snapshot, string key) => snapshot.Parameters.Single(p => p.Key == key);

    /// <summary>What watchers are told of one parameter from now on.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly CancellationTokenSource _cancel = new();
        private readonly List<ParameterChanged> _heard = [];
        private readonly Task _listening;

        public Listener(House house, string key)
        {
            var watch = house.Device.WatchAsync(_cancel.Token).GetAsyncEnumerator(CancellationToken.None);

            // It is asked for here, and so before anything that the test does next.
            var first = watch.MoveNextAsync().AsTask();
            _listening = Task.Run(async () =>
            {
                for (var next = first; await next; next = watch.MoveNextAsync().AsTask())
                {
                    lock (_heard)
                    {
                        if (watch.Current.Key == key)
                        {
                            _heard.Add(watch.Current);
                        }
                    }
                }
            });
            house.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        public List<ParameterChanged> Heard
        {
            get
            {
                lock (_heard)
                {
                    return [.. _heard];
                }
            }
        }

        /// <summary>What has happened in virtual time is told on another thread: waits until it was.</summary>
        public async Task<List<ParameterChanged>> Until(Quality last)
        {
            for (var tries = 0; tries < 1_000 && Heard.LastOrDefault()?.Quality != last; tries++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }

            return Heard;
        }

        public async ValueTask DisposeAsync()
        {
            await _cancel.CancelAsync();
            await _listening.ContinueWith(_ => { }, TaskScheduler.Default);
            _cancel.Dispose();
        }
    }
}
