using Akka.Actor;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

/// <summary>The device answers for its status alone, whatever its parts do.</summary>
public sealed class HouseStatusTests
{
    private static readonly string[] Sections = ["breaker", "bus", "queues", "refused_answers", "storage", "token", "traffic", "values", "writes"];

    public static TheoryData<string> Parts => ["parameters", "session", "protocol", "connection", "store", "thermostat"];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Status_should_come_when_a_part_has_ended_and_be_whole_again_soon(string part)
    {
        await using var house = await RunningAsync();

        house.Part(part).Tell(PoisonPill.Instance);
        house.Time.Settle();

        var ended = await house.Device.StatusAsync();
        Assert.Equal(("failed", false), (ended.State, ended.Alive));
        Assert.Equal(ProblemCode.NotStarted, Assert.Single(ended.Problems).Code);
        house.Time.Advance(TimeSpan.FromSeconds(2));
        var anew = await house.Device.StatusAsync();
        Assert.Equal(Sections, anew.Sections.Keys);
        Assert.Empty(anew.Problems);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Status_should_come_while_a_part_waits_for_its_restart(string part)
    {
        await using var house = await RunningAsync();

        for (var i = 0; i < 6; i++)
        {
            house.Part(part).Tell(Kill.Instance);
            house.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        house.Part(part).Tell(Kill.Instance);
        house.Time.Settle();

        var status = await house.Device.StatusAsync();
        Assert.Equal(Sections, status.Sections.Keys);
        Assert.Contains(status.Problems, problem => problem.Code == ProblemCode.PartFailing);
        Assert.Equal(house.Bus.ParameterCount, status.ParametersCount);
    }

    [Fact]
    public async Task Status_should_have_all_sections_before_any_part_has_told_anything()
    {
        // Its port does not open: otherwise the parts may have told more by the time of the question.
        await using var bus = await House.StartAsync();
        await using var house = await House.StartAsync(bus.Time, bus.Bus, new ScriptedPort(bus.Time));

        var status = await house.Device.StatusAsync();

        Assert.Equal(Sections, status.Sections.Keys);
        Assert.Equal(("connecting", false, 0), (status.State, status.Alive, status.ParametersCount));
    }

    /// <summary>They are the fields of <c>/api/status</c>, which clients know by name.</summary>
    [Fact]
    public async Task Names_in_the_status_should_be_those_that_clients_know()
    {
        await using var house = await RunningAsync();

        Assert.Equal(
            """
            breaker: failures=Int32 state=String tries_at
            bus: address=Int32 address_confirmed=Boolean connected=Boolean
            queues: writes=Int32
            refused_answers:
            storage: on_disk=Boolean problem set_aside
            token: granted=Int64 held=Boolean last_hold_ms=Double
            traffic: adapter_delay_ms=Double answer_timeout_ms=Double bytes_received=Int64 bytes_skipped=Int64 checksum_errors=Int64 echoes=Int64 frames_received=Int64 frames_sent=Int64 gap_ms=Double lines_lost=Int64 noisy=Boolean requests=Int64 retries=Int64 timeouts=Int64 unmatched_answers=Int64
            values: absent=Int32 good=Int32 implausible_readings=Int64
            writes: under_way=Int32
            """,
            string.Join('\n', (await house.Device.StatusAsync()).Sections.Select(section => $"{section.Key}:{string.Concat(section.Value.Select(Told))}")));

        static string Told(KeyValuePair<string, object?> field) => field.Value is null ? $" {field.Key}" : $" {field.Key}={field.Value.GetType().Name}";
    }

    [Fact]
    public async Task Status_should_follow_what_the_parts_do()
    {
        await using var house = await RunningAsync();
        var before = await house.Device.StatusAsync();

        var written = await house.Within(TimeSpan.FromSeconds(20), house.Device.WriteAsync("HDWTSetPoint", 47));
        house.Time.Advance(TimeSpan.FromSeconds(10));
        var after = await house.Device.StatusAsync();

        Assert.True(written.Success);
        Assert.Equal((0, 0), (after.Writes!.UnderWay, after.Writes.Waiting));
        Assert.True(after.Traffic!.FramesSent > before.Traffic!.FramesSent);
        Assert.True(after.Token!.Granted > before.Token!.Granted);
        Assert.True(after.LastUpdate > before.LastUpdate);
        Assert.Equal((await house.Device.SnapshotAsync()).Parameters.Count(p => p.Quality == Quality.Good), after.Values!.OfQuality[Quality.Good]);
    }

    private static Task<House> RunningAsync() => House.RunningAsync(options: new Gm3Options { Thermostat = new ThermostatOptions() });
}
