using System.Globalization;
using Econet.Actors.Messages;
using Econet.Gateway.Live;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Live;

/// <summary>How the events of devices come into the feed, and what happens when they break off.</summary>
public sealed class FeedSourceTests
{
    private readonly AwaitedTime _time = new();
    private readonly FakeDevice _device = new("heatpump", Parameter(1, "A", Value.Of(0f)), Parameter(2, "B", Value.Of(0f)));

    [Theory]
    [InlineData(null)]
    [InlineData("The events are read too slowly: 16384 wait")]
    public async Task Events_should_begin_anew_with_a_snapshot_when_they_break_off(string? reason)
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.Options, _time, _device);
        await using var client = await EventClient.ConnectAsync(gateway, Transport.ServerSent);
        var first = await client.UntilAsync("snapshot");
        _device.Change(1, Value.Of(1f));
        Assert.Equal("1", (await client.UntilAsync("change")).Text("value"));

        var pausing = _time.WaitBegunAsync(FeedSource.Pause);
        _device.BreakOff(reason is null ? null : new EconetException(reason));
        await pausing;
        _device.Change(1, Value.Of(2f));
        _time.Advance(FeedSource.Pause);

        var second = await client.UntilAsync("snapshot");
        Assert.Equal(2, second.Data.GetProperty("parameters").GetProperty("A").GetProperty("value").GetInt32());
        Assert.Equal(first.Id + 2, second.Id);
        _device.Change(2, Value.Of(3f));
        var change = await client.UntilAsync("change");
        Assert.Equal((second.Id + 1, "3"), (change.Id, change.Text("value")));
    }

    [Theory]
    [InlineData(Transport.ServerSent)]
    [InlineData(Transport.WebSocket)]
    public async Task Device_should_be_told_of_when_it_is_added_and_when_it_is_removed(Transport transport)
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.Options, _time, _device);
        await using var client = await EventClient.ConnectAsync(gateway, transport);
        await client.UntilAsync("snapshot");
        var added = new FakeDevice("annexe", Parameter(1, "A", Value.Of(1f)));

        gateway.Econet.Add(added);
        Assert.Equal("annexe", (await client.UntilAsync("snapshot")).Text("device"));
        added.Change(1, Value.Of(2f));
        Assert.Equal("annexe", (await client.UntilAsync("change")).Text("device"));
        gateway.Econet.Remove("annexe");

        var removed = await client.UntilAsync("removed");
        Assert.Equal("annexe", removed.Text("device"));
        _device.Change(1, Value.Of(3f));
        var change = await client.UntilAsync("change");
        Assert.Equal(("heatpump", removed.Id + 1), (change.Text("device"), change.Id));
        await using var later = await EventClient.ConnectAsync(gateway, transport);
        Assert.Equal("heatpump", (await later.UntilAsync("snapshot")).Text("device"));
        _device.Change(1, Value.Of(4f));
        await later.UntilAsync("change");
    }

    [Fact]
    public async Task Events_should_begin_anew_when_one_is_missing()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.Options, _time, _device);
        await using var client = await EventClient.ConnectAsync(gateway, Transport.ServerSent);
        await client.UntilAsync("snapshot");

        var pausing = _time.WaitBegunAsync(FeedSource.Pause);
        _device.LosesEvents = true;
        _device.Change(1, Value.Of(4f));
        _device.LosesEvents = false;
        _device.Change(2, Value.Of(5f));
        await pausing;
        _time.Advance(FeedSource.Pause);

        var snapshot = Assert.Single(await client.TakeAsync(1));
        Assert.Equal("snapshot", snapshot.Type);
        Assert.Equal(
            "4 5", string.Join(' ', snapshot.Data.GetProperty("parameters").EnumerateObject()
                .Select(p => p.Value.GetProperty("value").GetInt32().ToString(CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task Device_that_takes_its_time_to_begin_should_be_no_warning_and_one_that_breaks_off_should()
    {
        _device.LosesEvents = true;
        var watching = _time.WaitBegunAsync(CheckedEvents.Patience);
        await using var gateway = await TestGateway.StartAsync(TestGateway.Options, _time, _device);
        await watching;
        var pausing = _time.WaitBegunAsync(FeedSource.Pause);
        _time.Advance(CheckedEvents.Patience);
        await pausing;
        Assert.DoesNotContain(Warnings(), warning => warning.Contains("events", StringComparison.Ordinal));

        _device.LosesEvents = false;
        watching = _time.WaitBegunAsync(CheckedEvents.Patience);
        _time.Advance(FeedSource.Pause);
        await watching;
        await using var client = await EventClient.ConnectAsync(gateway, Transport.ServerSent);
        await client.UntilAsync("snapshot");
        pausing = _time.WaitBegunAsync(2 * FeedSource.Pause);
        _device.BreakOff(new EconetException("Too slow"));
        await pausing;

        Assert.Single(Warnings(), warning => warning.Contains("were interrupted", StringComparison.Ordinal));

        IEnumerable<string> Warnings() => gateway.Log.Events.Where(e => e.Level >= Serilog.Events.LogEventLevel.Warning)
            .Select(e => e.RenderMessage(CultureInfo.InvariantCulture));
    }
}
