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
        await using var house = await House.StartAsync();

        var status = await house.Device.StatusAsync();

        Assert.Equal(Sections, status.Sections.Keys);
        Assert.Equal(("connecting", false, 0), (status.State, status.Alive, status.ParametersCount));
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
        Assert.Equal(0, after.Sections["writes"]["under_way"]);
        Assert.True((long)after.Sections["traffic"]["frames_sent"]! > (long)before.Sections["traffic"]["frames_sent"]!);
        Assert.True((long)after.Sections["token"]["granted"]! > (long)before.Sections["token"]["granted"]!);
        Assert.True(after.LastUpdate > before.LastUpdate);
        Assert.Equal((await house.Device.SnapshotAsync()).Parameters.Count(p => p.Quality == Quality.Good), after.Sections["values"]["good"]);
    }

    private static Task<House> RunningAsync() => House.RunningAsync(options: new Gm3Options { Thermostat = new ThermostatOptions() });
}
