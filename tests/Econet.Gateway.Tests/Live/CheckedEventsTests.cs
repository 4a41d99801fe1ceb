using Econet.Actors.Messages;
using Econet.Gateway.Live;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Live;

public sealed class CheckedEventsTests
{
    private readonly AwaitedTime _time = new();
    private readonly FakeDevice _device = new("heatpump");

    [Fact]
    public async Task Events_should_end_when_the_first_does_not_come()
    {
        _device.LosesEvents = true;
        var waiting = _time.WaitBegunAsync(CheckedEvents.Patience);
        await using var events = _device.CheckedEventsAsync(_time, CancellationToken.None).GetAsyncEnumerator();
        var first = events.MoveNextAsync().AsTask();
        await waiting;

        _time.Advance(CheckedEvents.Patience);

        var failed = await Assert.ThrowsAsync<EconetException>(() => first.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.Equal("It has sent nothing for 10 s", failed.Message);
    }

    [Fact]
    public async Task Events_should_go_on_for_ever_once_the_first_has_come()
    {
        await using var events = _device.CheckedEventsAsync(_time, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        var second = events.MoveNextAsync().AsTask();

        _time.Advance(CheckedEvents.Patience);
        _device.Publish(new HealthChanged("heatpump", Alive: false, []));

        Assert.True(await second.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
    }
}
