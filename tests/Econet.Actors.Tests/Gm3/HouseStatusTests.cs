using Akka.Actor;
using Econet.Actors.Gm3;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public sealed class HouseStatusTests
{
    private static readonly string[] Parts = ["session", "protocol", "connection", "parameters", "store"];

    [Fact]
    public async Task Status_should_tell_all_sections_as_they_are()
    {
        await using var house = await House.RunningAsync();
        house.Time.Advance(TimeSpan.FromSeconds(1));
        house.UntilTokenReturned();

        var status = await house.Device.StatusAsync();

        Assert.Equal(("house", "gm3", "running", true), (status.Device, status.Kind, status.State, status.Alive));
        Assert.Equal(house.Bus.ParameterCount, status.ParametersCount);
        Assert.InRange(house.Time.GetUtcNow() - status.LastUpdate!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(
            ["breaker", "bus", "queues", "refused_answers", "storage", "token", "traffic", "values", "writes"],
            status.Sections.Select(section => section.Name));
        Assert.Equal(new BusSection(Connected: true, await house.Address(), AddressConfirmed: true), status.Section<BusSection>());
        Assert.Equal(new BreakerSection(BreakerState.Closed, 0, null), status.Section<BreakerSection>());
        var token = status.Section<TokenSection>()!;
        Assert.Equal((false, house.Bus.Etiquette.TokensGranted), (token.Held, token.Granted));
        Assert.Equal(house.Bus.Etiquette.FramesSent, status.Section<TrafficSection>()!.FramesSent);
        var values = status.Section<ValuesSection>()!;
        Assert.Equal(house.Bus.ParameterCount, values.Good + values.Stale + values.Suspect + values.Absent);
    }

    [Fact]
    public async Task Status_should_be_answered_by_the_device_alone_when_all_its_parts_are_gone()
    {
        await using var house = await House.RunningAsync();
        house.Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var part in Parts)
        {
            var actor = await house.Part(part).ResolveOne(TimeSpan.FromSeconds(5));
            house.System.Stop(actor);
        }

        house.Time.Settle();
        var status = await house.Device.StatusAsync(new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token);

        Assert.Equal(house.Bus.ParameterCount, status.ParametersCount);
        Assert.Equal(9, status.Sections.Length);
    }
}
